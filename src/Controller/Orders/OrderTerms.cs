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
/// <param name="Drops">The order's drop list: prefixes the asker wants dropped outright.</param>
public sealed record OrderTerms(
    TrafficMatch Match,
    MitigationAction Action,
    Treatment Treatment,
    ImmutableArray<Prefix> Exceptions,
    ImmutableArray<Prefix> Drops)
{
    /// <summary>Filter entries it takes in a device.</summary>
    public int Rules => Match.Rows + Drops.Length;

    public bool Equals(OrderTerms? other) =>
        other is not null && Match.Equals(other.Match) && (Action, Treatment) == (other.Action, other.Treatment)
        && Exceptions.SequenceEqual(other.Exceptions) && Drops.SequenceEqual(other.Drops);

    public override int GetHashCode() => HashCode.Combine(Match, Action, Treatment);
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
