using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>An attack ready to be played: who sends what at which rate, and what the victim would ask to have filtered.</summary>
/// <param name="Name">A short name for people.</param>
/// <param name="Signature">What the bulk of it has in common.</param>
/// <param name="Flows">All of it, also what the signature does not cover.</param>
public sealed record Attack(string Name, AttackSignature Signature, ImmutableArray<AttackFlow> Flows)
{
    /// <summary>Networks that forge the flows' sources; 0: the sources are real.</summary>
    public int Forgers { get; init; }

    /// <summary>Sources that take no part, because their networks have none of the addresses it is played in.</summary>
    public int LeftOut { get; init; }

    /// <summary>The whole attack's rate, bits/s.</summary>
    public double OfferedBps => Flows.Sum(f => f.Bps);

    /// <summary>The distinct source addresses with their rates, heaviest first, then by address.</summary>
    public IReadOnlyList<AttackSender> Sources() =>
        [.. Flows.GroupBy(f => f.Source)
            .Select(g => new AttackSender(g.Key, g.Sum(f => f.Bps), g.Sum(f => f.Pps), g.Sum(f => f.Packets)))
            .OrderByDescending(s => s.Bps).ThenBy(s => s.Address)];

    /// <summary>The same attack at another rate: captures are excerpts, and their rate says little about the whole.</summary>
    public Attack ScaledTo(double bps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bps);
        var factor = bps / OfferedBps;
        return this with { Flows = [.. Flows.Select(f => f with { Bps = f.Bps * factor, Pps = f.Pps * factor })] };
    }
}

/// <summary>Traffic of one sender to the victim: as constant as an attack is for the seconds a scenario lasts.</summary>
/// <param name="Source">The sender: one address.</param>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="SourcePort">0 where the protocol has no ports.</param>
/// <param name="DestinationPort">0 where the protocol has no ports.</param>
/// <param name="Bps">Bits per second.</param>
/// <param name="Pps">Packets per second.</param>
public sealed record AttackFlow(Prefix Source, byte Protocol, ushort SourcePort, ushort DestinationPort, double Bps, double Pps)
{
    /// <summary>Packets of it that whoever captured it saw; null where that is not known.</summary>
    public double? Packets { get; init; }

    /// <summary>The AS that sends it, when its source address is forged; null: the one its address belongs to.</summary>
    public uint? Forger { get; init; }
}

/// <summary>What the victim sees of one source address.</summary>
/// <param name="Address">The source.</param>
/// <param name="Bps">Bits per second.</param>
/// <param name="Pps">Packets per second.</param>
/// <param name="Packets">Packets counted; null where that is not known.</param>
public readonly record struct AttackSender(Prefix Address, double Bps, double Pps, double? Packets);
