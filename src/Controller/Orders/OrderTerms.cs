using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Orders;

/// <summary>What is to be done to which traffic, as this member's policy let it pass: what is stored, compared and handed to the mitigator.</summary>
/// <param name="Match">Which traffic.</param>
/// <param name="Action">What was asked for.</param>
/// <param name="Treatment">What it comes to here.</param>
/// <param name="Exceptions">Prefixes that must get through whatever the match says: the order's accept list and the never-filter list.</param>
/// <param name="Drops">Of the order's drop list: sources whose traffic to the match's destinations is to be dropped outright.</param>
public sealed record OrderTerms(
    TrafficMatch Match,
    MitigationAction Action,
    Treatment Treatment,
    ImmutableArray<Prefix> Exceptions,
    ImmutableArray<Prefix> Drops)
{
    /// <summary>
    /// The order's engagement with what else the mitigator may use: expected sources and share, lists, returning path. Its sources and drop list are
    /// cut down to what this member filters. Null in what was stored before it was kept.
    /// </summary>
    public EngagementOrder? Engagement { get; init; }

    /// <summary>
    /// What the asker says of the attack, for the mitigator and for people; null: nothing, or stored before it was kept. No part of what is filtered, so a
    /// change of it alone is none of the terms.
    /// </summary>
    public AttackDescription? Attack { get; init; }

    /// <summary>Filter entries it takes in a device.</summary>
    public int Rules => Match.Rows + Math.Max(Drops.Length, Engagement?.DropList.Length ?? 0);

    /// <summary>
    /// Whether a filter for the one is one for the other. Share and volumes are estimates that may be put right without a filter being touched; revision
    /// and end are the order's.
    /// </summary>
    public bool Equals(OrderTerms? other) =>
        other is not null && Match.Equals(other.Match) && (Action, Treatment) == (other.Action, other.Treatment)
        && Exceptions.SequenceEqual(other.Exceptions) && Drops.SequenceEqual(other.Drops) && Passes(Engagement ?? None, other.Engagement ?? None);

    public override int GetHashCode() => HashCode.Combine(Match, Action, Treatment);

    /// <summary>Whether a filter for these terms drops nothing that one for the others lets through. False also where that cannot be told.</summary>
    public bool IsWithin(OrderTerms other) => Equals(other) || (
        (Action == other.Action || Severity < other.Severity) && Severity <= other.Severity && Match.IsWithin(other.Match)
        && other.Exceptions.All(new PrefixSet(Exceptions).Covers) && Drops.All(new PrefixSet(other.Drops).Covers)
        && ListsWithin(Engagement ?? None, other.Engagement ?? None));

    /// <summary>
    /// What is left of these terms by a newer verdict on them, null: all. Never more: what must get through keeps doing so. Where rows name their sources those that must get
    /// through are no longer among them.
    /// </summary>
    public OrderTerms? Narrowed(OrderTerms judged)
    {
        OrderTerms left = judged with { Exceptions = [.. judged.Exceptions.Concat(Exceptions).Distinct().Order()] };
        return left.Equals(this) || (!left.Match.Sources.IsEmpty && Equals(left with { Exceptions = Exceptions })) || !left.IsWithin(this) ? null : left;
    }

    private int Severity => Treatment switch
    {
        Treatment.Scrub => 0,
        Treatment.Drop => 1,
        _ => 2,
    };

    private static bool ListsWithin(EngagementOrder one, EngagementOrder other) =>
        (one.TunnelInformation, one.NextHop) == (other.TunnelInformation, other.NextHop)
        && (other.Sources.IsEmpty || (!one.Sources.IsEmpty && one.Sources.Select(s => s.Prefix).All(new PrefixSet(other.Sources.Select(s => s.Prefix)).Covers)))
        && (other.AcceptList.IsEmpty || Same(one.AcceptList, other.AcceptList)) && (one.DropList.IsEmpty || Same(one.DropList, other.DropList));

    private static readonly EngagementOrder None = new();

    private static bool Passes(EngagementOrder one, EngagementOrder other) =>
        one.Sources.Select(s => s.Prefix).SequenceEqual(other.Sources.Select(s => s.Prefix))
        && (one.TunnelInformation, one.NextHop) == (other.TunnelInformation, other.NextHop)
        && Same(one.AcceptList, other.AcceptList) && Same(one.DropList, other.DropList);

    private static bool Same(ImmutableArray<FilterEntry> one, ImmutableArray<FilterEntry> other) =>
        one.Length == other.Length && (one.IsEmpty || Encoded(one).AsSpan().SequenceEqual(Encoded(other)));

    // Lists in messages compare by reference.
    private static byte[] Encoded(ImmutableArray<FilterEntry> list) => MechanismCodec.Encode(new EngagementOrder { DropList = list, NotAfter = DateTimeOffset.UnixEpoch });
}

/// <summary>What the mitigator does with matching traffic.</summary>
public enum Treatment
{
    /// <summary>Drop what matches.</summary>
    Drop,

    /// <summary>Clean it: the match names no more than a destination, and dropping that would finish the attacker's work.</summary>
    Scrub,

    /// <summary>Drop everything to the target, because the request said so.</summary>
    Blackhole,
}
