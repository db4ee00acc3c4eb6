using Controller.Settings;
using Controller.Signaling;
using Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Controller.Enrolment;

/// <summary>The controller started once with its new identity: it registers as always, which tells the orchestrator what it can do, and sends a heartbeat.</summary>
internal static class FirstContact
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>What came of it, for a person.</summary>
    /// <exception cref="EnrolException">It could not register, or its heartbeat was not taken. The identity stays.</exception>
    public static async Task<string> Make(ControllerSettings settings, ControllerOverrides? overrides)
    {
        await using var controller = ControllerHost.Build(settings, overrides);
        await controller.StartAsync();
        try
        {
            using var late = new CancellationTokenSource(Limit);
            await Registered(controller, late.Token);
            var client = controller.Services.GetRequiredService<OrchestratorClient>();
            var heartbeat = await client.Heartbeat(late.Token);
            return heartbeat.Taken
                ? $"registered with {client.Url}, offering {string.Join(", ", settings.Registration.Countermeasures).ToLowerInvariant()}; its heartbeat was answered. Start the controller now"
                : throw new EnrolException($"the identity is in place and registered, but the heartbeat was not taken: {heartbeat.Detail}");
        }
        finally
        {
            await controller.StopAsync();
        }
    }

    private static async Task Registered(WebApplication controller, CancellationToken late)
    {
        using var timer = new PeriodicTimer(LookEvery);
        var readiness = controller.Services.GetServices<IReadiness>().ToArray();
        try
        {
            while (readiness.SelectMany(r => r.NotReady()).Any())
                await timer.WaitForNextTickAsync(late);
        }
        catch (OperationCanceledException e)
        {
            throw new EnrolException($"the identity is in place, but the controller is not registered yet: {string.Join("; ", readiness.SelectMany(r => r.NotReady()))}", e);
        }
    }
}
