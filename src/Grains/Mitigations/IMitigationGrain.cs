using Grains.Identity;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;
using Orleans.Concurrency;

namespace Grains.Mitigations;

/// <summary>One mitigation: request, plan, every engagement, end. Key: <see cref="MitigationKey"/>.</summary>
[Alias("mitigation")]
public interface IMitigationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Accepts, refreshes or changes a request. When this returns without refusal the request is durable.
    /// Called by the member's customer grain, which has decided that the target may be protected.
    /// </summary>
    [Alias("ask")]
    Task<MitigationAnswer> Ask(Principal asker, HelpRequest request, DateTimeOffset date, string hash);

    /// <summary>Ends it: durable when this returns; withdrawals go out until every controller ever asked has answered or its end has passed.</summary>
    [Alias("withdraw")]
    Task<MitigationAnswer> Withdraw(Principal by);

    /// <summary>Takes how the asker fares; engaged controllers are told. Durable when this returns.</summary>
    [Alias("efficacy")]
    Task<MitigationAnswer> Efficacy(Principal by, EfficacyReport report);

    /// <summary>The asker has seen the final status.</summary>
    [Alias("acknowledge")]
    Task<Refused?> Acknowledge(Principal by);

    /// <summary>Takes a controller's report.</summary>
    [Alias("report")]
    Task<Refused?> Report(Principal by, EngagementReport report);

    /// <summary>
    /// Takes what an operator says it sees. Interleaves, because the plan that waits for it has a deadline; only what lives in memory changes.
    /// Refused from whom was not asked, or was asked too long ago.
    /// </summary>
    [Alias("sighted"), AlwaysInterleave]
    Task<Refused?> Sighted(Principal by, SightingAnswer answer);

    /// <summary>What a controller answered to an order. May be lost; the mitigation also pulls.</summary>
    [Alias("heard"), OneWay]
    Task Heard(string @operator, OrderAnswer answer);

    /// <summary>The last committed state; null when nothing was ever accepted.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<MitigationStatus?> Status();

    /// <summary>What the planner found; called by the grain itself, so that it comes as a turn of its own.</summary>
    [Alias("planned")]
    Task Planned(int scope, int wave, PlanOutcome outcome);

    /// <summary>Goes on with what has to be done: wakes it after a crash.</summary>
    [Alias("wake"), OneWay]
    Task Wake();
}

/// <summary>Status after a command was carried out, or why it was not.</summary>
[GenerateSerializer, Immutable, Alias("mitigation-answer")]
public sealed record MitigationAnswer([property: Id(0)] MitigationStatus? Status, [property: Id(1)] Refused? Refused);
