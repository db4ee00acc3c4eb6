using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grains;

/// <summary>What the path of a request shows to whoever watches: spans and measures under the name "Orchestrator".</summary>
public static class Trace
{
    public const string Name = "Orchestrator";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Starts a span whose tags are known from its first moment, so that a listener can tell spans of one name apart at their start. Null when nobody listens.</summary>
    public static Activity? Start(string name, params ReadOnlySpan<(string Key, string Value)> tags)
    {
        if (!Source.HasListeners())
            return null;
        var all = new KeyValuePair<string, object?>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            all[i] = new(tags[i].Key, tags[i].Value);
        return Source.StartActivity(ActivityKind.Internal, tags: all, name: name);
    }

    /// <summary>Mitigations accepted, by outcome.</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("orchestrator.requests", "{request}", "Requests for help, by outcome");

    /// <summary>From a request's acceptance to a controller's acknowledgement of its order.</summary>
    public static readonly Histogram<double> TimeToAcknowledge = Meter.CreateHistogram<double>("orchestrator.engagement.acknowledged", "s", "From acceptance to a controller's acknowledgement");

    /// <summary>From a request's acceptance to a controller's word that it filters.</summary>
    public static readonly Histogram<double> TimeToActive = Meter.CreateHistogram<double>("orchestrator.engagement.active", "s", "From acceptance to a controller's word that it filters");

    /// <summary>Operators of whom nothing was heard for three heartbeats.</summary>
    public static readonly Counter<long> OperatorsLost = Meter.CreateCounter<long>("orchestrator.operators.lost", "{operator}", "Operators of whom nothing was heard for three heartbeats");

    /// <summary>Operators asked what they see, by outcome: answered (in time), silent; over-budget: rounds that an asker had no budget for.</summary>
    public static readonly Counter<long> Sightings = Meter.CreateCounter<long>("orchestrator.sightings", "{sighting}", "Operators asked what they see of an attack");

    /// <summary>Members without a controller that missed three heartbeats.</summary>
    public static readonly Counter<long> MembersLost = Meter.CreateCounter<long>("orchestrator.members.lost", "{member}", "Members without a controller that missed three heartbeats");

    /// <summary>Deliveries that failed, by reason.</summary>
    public static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>("orchestrator.delivery.failures", "{attempt}", "Orders that did not reach their controller");
}
