using Hosting.Settings;
using Hosting.Tests.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hosting.Tests;

public sealed class ExecutableTests
{
    [Fact]
    public async Task Settings_that_do_not_fit_end_with_code_2() =>
        Assert.Equal(2, await Executable.Run<Sample>("HOSTINGTESTS__", ["--Unknown=1"], _ => throw new InvalidOperationException("not reached")));

    [Fact]
    public async Task Settings_that_fail_in_use_end_with_code_2() =>
        Assert.Equal(2, await Executable.Run<Sample>("HOSTINGTESTS__", ["--Name=a"], _ => throw new SettingsException([new("Name", "no")])));

    [Fact]
    public async Task A_start_that_fails_ends_with_code_1() =>
        Assert.Equal(1, await Executable.Run<Sample>("HOSTINGTESTS__", ["--Name=a"], _ => Task.FromResult(Application(new FailsAtStart()))));

    [Fact]
    public async Task A_stop_that_was_asked_for_ends_with_code_0() =>
        Assert.Equal(0, await Executable.Run<Sample>("HOSTINGTESTS__", ["--Name=a"], settings =>
        {
            Assert.Equal("a", settings.Name);
            var application = Application();
            application.Lifetime.ApplicationStarted.Register(application.Lifetime.StopApplication);
            return Task.FromResult(application);
        }));

    private static WebApplication Application(params IHostedService[] services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IServer, NoServer>();
        foreach (var service in services)
            builder.Services.AddSingleton(service);
        return builder.Build();
    }

    private sealed class FailsAtStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new IOException("disk");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NoServer : IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
