using System.Diagnostics.Metrics;

namespace Controller;

/// <summary>What the controller counts, under the meter "Controller".</summary>
internal static class ControllerMetrics
{
    private static readonly Meter Meter = new("Controller");

    /// <summary>Events in the life of orders, by event.</summary>
    public static readonly Counter<long> Orders = Meter.CreateCounter<long>("controller.orders", "{event}", "Events in the life of orders");

    /// <summary>Times the orchestrator was lost, by direction: heartbeats sent to it without an answer, or none received from it.</summary>
    public static readonly Counter<long> HeartbeatsLost = Meter.CreateCounter<long>("controller.heartbeats.lost", "{loss}", "Times the orchestrator was lost");

    /// <summary>Heartbeats that the orchestrator did not answer.</summary>
    public static readonly Counter<long> HeartbeatsMissed = Meter.CreateCounter<long>("controller.heartbeats.missed", "{heartbeat}", "Heartbeats the orchestrator did not answer");

    /// <summary>Messages to the orchestrator that were not delivered at once, by name.</summary>
    public static readonly Counter<long> SendFailures = Meter.CreateCounter<long>("controller.send.failures", "{message}", "Messages the orchestrator did not take at once");

    /// <summary>Events in the life of customers' mitigations, by event.</summary>
    public static readonly Counter<long> Customers = Meter.CreateCounter<long>("controller.customers", "{event}", "Events in the life of customers' mitigations");

    /// <summary>Customers that missed three heartbeats.</summary>
    public static readonly Counter<long> CustomersLost = Meter.CreateCounter<long>("controller.customers.lost", "{customer}", "Customers that missed three heartbeats");

    /// <summary>The orchestrator's questions for sightings, by outcome: seen, not-seen, not-told.</summary>
    public static readonly Counter<long> Sightings = Meter.CreateCounter<long>("controller.sightings", "{sighting}", "Questions for sightings");

    /// <summary>What detectors said, by feed and outcome.</summary>
    public static readonly Counter<long> Detections = Meter.CreateCounter<long>("controller.detections", "{event}", "What detectors said");
}
