using System.Collections.Immutable;

namespace Quickstart.Live;

/// <summary>One moment of a scenario, as the live table shows it.</summary>
/// <param name="Title">What is played, in a few words.</param>
/// <param name="Elapsed">Time since the request's first byte.</param>
/// <param name="OfferedBps">What the attack sends, bits/s.</param>
/// <param name="ResidueBps">What of it still reaches the victim, bits/s.</param>
/// <param name="MaxBandwidthBps">What the asker's link can take, bits/s; null when unknown.</param>
/// <param name="Reach">Share of the attack that crosses a member, 0..1; null when unknown.</param>
/// <param name="Operators">One row an operator, in the order they are shown.</param>
/// <param name="Note">What just happened, or null.</param>
/// <param name="Health">How the asker said it fares, 0..100; null before it said so.</param>
public sealed record LiveView(
    string Title,
    TimeSpan Elapsed,
    double OfferedBps,
    double ResidueBps,
    double? MaxBandwidthBps,
    double? Reach,
    ImmutableArray<LiveOperator> Operators,
    string? Note = null,
    int? Health = null)
{
    /// <summary>Share of the attack that no longer reaches the victim, 0..1.</summary>
    public double Removed => OfferedBps <= 0 ? 0 : 1 - ResidueBps / OfferedBps;
}

/// <summary>One operator's row.</summary>
/// <param name="Name">The member's id.</param>
/// <param name="Asked">Whether it was asked, and which order it has, in a few words.</param>
/// <param name="State">What its controller said last.</param>
/// <param name="ExpectedBps">What the plan expects it to drop, bits/s; null when the plan does not know.</param>
/// <param name="DroppedBps">What it reports as dropped, bits/s; null before its first report.</param>
/// <param name="Age">How old its last report is; null before the first.</param>
/// <param name="Detail">Why it is in that state, in its own words; null when there is nothing to say.</param>
public sealed record LiveOperator(string Name, string Asked, string State, double? ExpectedBps, double? DroppedBps, TimeSpan? Age, string? Detail = null);
