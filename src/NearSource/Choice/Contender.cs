using System.Collections.Immutable;
using NearSource.Planning;

namespace NearSource.Choice;

/// <summary>An operator that may be chosen, with what limits it.</summary>
/// <param name="Id">Its member id; ties between equals are broken by the contenders' order.</param>
/// <param name="Asns">Its ASes.</param>
/// <param name="Kind">How it gets at traffic: on the path, at an exchange, or by diversion.</param>
public sealed record Contender(string Id, ImmutableArray<uint> Asns, OperatorKind Kind = OperatorKind.OnPath)
{
    /// <summary>Sources it can filter, when each needs an entry of its own; null without limit.</summary>
    public int? Sources { get; init; }

    /// <summary>Share of the attack it can take in, 0..1 and above; null without limit.</summary>
    public double? Capacity { get; init; }

    /// <summary>What it charges; among equals the cheaper goes first.</summary>
    public double Cost { get; init; }

    /// <summary>Whether its controller answers. One that does not is chosen only when no other helps.</summary>
    public bool Reachable { get; init; } = true;

    /// <summary>Whether it is asked already and stays: unless it does not answer it takes its place before the others are chosen, and is paid.</summary>
    public bool Standing { get; init; }

    /// <summary>ASes that meet at an exchange, beside the graph's neighbours of its own ASes.</summary>
    public ImmutableArray<uint> Participants { get; init; } = [];
}

/// <summary>Where part of the attack goes.</summary>
/// <param name="Asn">The AS.</param>
/// <param name="Share">That part of the whole, 0..1.</param>
public readonly record struct TargetAs(uint Asn, double Share);

/// <summary>Where part of the attack starts.</summary>
/// <param name="Asn">The AS.</param>
/// <param name="Weight">Its part, in any unit; not negative.</param>
/// <param name="Sources">Addresses or prefixes it comes from: filter entries it takes.</param>
public readonly record struct SourceAs(uint Asn, double Weight, int Sources = 1);
