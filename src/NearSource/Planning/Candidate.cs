using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Planning;

/// <summary>An approved operator that may be asked. The caller leaves out who is pending or suspended.</summary>
/// <param name="MemberId">The member's id; ties between equals are broken by it (ordinal).</param>
/// <param name="Kind">What sort of network it runs.</param>
/// <param name="Asns">Its approved ASes.</param>
/// <param name="RulesFree">How many filter entries it has left; null when it never said.</param>
/// <param name="ScrubBps">Scrubbing capacity, bits/s; null when unknown.</param>
/// <param name="PortBps">Port capacity, bits/s; null when unknown.</param>
/// <param name="Countermeasures">What it offers.</param>
/// <param name="IpVersions">What it can filter.</param>
/// <param name="Cost">What it charges, in the consortium's own unit; lower is asked first among equals.</param>
/// <param name="OwnPrefixes">Prefixes an administrator approved for it.</param>
/// <param name="Reachable">Whether its controller answers now. One that does not is asked after those that do.</param>
public sealed record Candidate(
    string MemberId,
    OperatorKind Kind,
    ImmutableArray<uint> Asns,
    int? RulesFree,
    double? ScrubBps,
    double? PortBps,
    ImmutableArray<Countermeasure> Countermeasures,
    IpVersions IpVersions,
    double Cost,
    ImmutableArray<Prefix> OwnPrefixes,
    bool Reachable)
{
    /// <summary>Whether it is asked already and stays, so that others are chosen beside it.</summary>
    public bool Standing { get; init; }

    /// <summary>ASes that meet at its exchange, beside those the graph shows; for exchanges only.</summary>
    public ImmutableArray<uint> Participants { get; init; } = [];
}
