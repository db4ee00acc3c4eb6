using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Health;

public sealed class HealthEndpointsTests : IAsyncLifetime
{
    private readonly Part _store = new(), _links = new();
    private WebApplication _application = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IReadiness>(_store).AddSingleton<IReadiness>(_links);
        _application = builder.Build();
        _application.MapHealth();
        await _application.StartAsync();
        _client = new HttpClient { BaseAddress = new(_application.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Healthz_says_which_build_is_alive()
    {
        _store.Missing = ["anything"];

        var body = await _client.GetFromJsonAsync<JsonElement>("/healthz");

        Assert.Equal("alive", body.GetProperty("status").GetString());
        Assert.Contains(body.GetProperty("flavour").GetString(), new[] { "standins", "real" });
        Assert.Equal("0.1.0", body.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Readyz_lists_what_every_part_lacks_until_nothing_does()
    {
        _store.Missing = ["journal is read back"];
        _links.Missing = ["op3 has not registered", "op4 has not registered"];

        using (var answer = await _client.GetAsync(new Uri("/readyz", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(["journal is read back", "op3 has not registered", "op4 has not registered"], body.GetProperty("not_ready").EnumerateArray().Select(e => e.GetString()));
        }

        (_store.Missing, _links.Missing) = ([], []);
        Assert.Equal("ready", (await _client.GetFromJsonAsync<JsonElement>("/readyz")).GetProperty("status").GetString());
    }

    private sealed class Part : IReadiness
    {
        public string[] Missing { get; set; } = [];

        public IEnumerable<string> NotReady() => Missing;
    }
}
