using System.Diagnostics.Metrics;

namespace Controller;

/// <summary>What the controller counts, under the meter "Controller".</summary>
internal static class ControllerMetrics
{
    private static readonly Meter Meter = new("Controller");

    /// <summary>Events in the life of orders, by event.</summary>
    public static readonly Counter<long> Orders = Meter.CreateCounter<long>("controller.orders", "{event}", "Events in the life of orders");

    /// <summary>Messages to the orchestrator that were not delivered at once, by name.</summary>
    public static readonly Counter<long> SendFailures = Meter.CreateCounter<long>("controller.send.failures", "{message}", "Messages the orchestrator did not take at once");
}
