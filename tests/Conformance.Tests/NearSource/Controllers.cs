using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conformance.Tests.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conformance.Tests.NearSource;

/// <summary>
/// Controllers of many members, none of the product's code in them: each listens on a port of its own with its own certificate, keeps what it is sent and answers as a test says.
/// </summary>
internal sealed class Controllers : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Told> _told = new();
    private readonly Dictionary<int, string> _members = [];
    private readonly Func<string, string> _senderId;

    private Controllers(WebApplication server, Func<string, string> senderId) => (_server, _senderId) = (server, senderId);

    /// <summary>What a member's controller does with a message instead of the shortest good answer: null to say nothing special.</summary>
    public ConcurrentDictionary<string, Func<Heard, CancellationToken, Task<Says?>>> Scripts { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<Told> Heard => [.. _told];

    public static async Task<Controllers> Start(IReadOnlyList<string> members, Func<string, X509Certificate2> certificate, Func<string, string> senderId)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k =>
        {
            foreach (var member in members)
                k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(h =>
                {
                    h.ServerCertificate = certificate(member);
                    h.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    h.ClientCertificateValidation = (_, _, _) => true;
                }));
        });
        var controllers = new Controllers(builder.Build(), senderId);
        controllers._server.MapPost("/dots/api/{message}", controllers.Serve);
        await controllers._server.StartAsync();
        var addresses = controllers._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var (address, member) in addresses.Zip(members))
            controllers._members[new Uri(address).Port] = member;
        return controllers;
    }

    public string UrlOf(string member) => $"https://127.0.0.1:{_members.Single(m => m.Value == member).Key}/";

    /// <summary>The orders of a mitigation so far, by its target.</summary>
    public ImmutableArray<Told> Orders(string target) => [.. _told.Where(t => t.Message == "mitigation_request" && t.Target == target)];

    /// <summary>Who was ordered something about this target so far.</summary>
    public string[] Ordered(string target) => [.. Orders(target).Select(t => t.To).Distinct().Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task Serve(HttpContext context, string message)
    {
        using var text = new StreamReader(context.Request.Body, Encoding.UTF8);
        var member = _members[context.Connection.LocalPort];
        var heard = new Heard(message, "", context.Request.Headers.Date.Count == 1, await text.ReadToEndAsync());
        _told.Enqueue(new Told(member, heard, TimeProvider.System.GetUtcNow()));
        try
        {
            var says = Scripts.TryGetValue(member, out var script) ? await script(heard, context.RequestAborted) : null;
            context.Response.StatusCode = says?.Status ?? 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(says?.Body ?? Answer.Of(heard, _senderId(member), PlanningWorld.Asn(member)));
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone; being silent was the test's wish.
        }
    }
}

/// <summary>An answer of a controller's.</summary>
internal sealed record Says(int Status, string Body);
