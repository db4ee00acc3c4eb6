using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>An attack ready to be played: who sends what at which rate, and what the victim would ask to have filtered.</summary>
/// <param name="Name">A short name for people.</param>
/// <param name="Signature">What the bulk of it has in common.</param>
/// <param name="Flows">All of it, also what the signature does not cover.</param>
public sealed record Attack(string Name, AttackSignature Signature, ImmutableArray<AttackFlow> Flows)
{
    /// <summary>The whole attack's rate, bits/s.</summary>
    public double OfferedBps => Flows.Sum(f => f.Bps);

    /// <summary>The distinct senders with their rates, heaviest first, then by address.</summary>
    public IReadOnlyList<(Prefix Address, double Bps, double Pps)> Sources() =>
        [.. Flows.GroupBy(f => f.Source)
            .Select(g => (Address: g.Key, Bps: g.Sum(f => f.Bps), Pps: g.Sum(f => f.Pps)))
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
public sealed record AttackFlow(Prefix Source, byte Protocol, ushort SourcePort, ushort DestinationPort, double Bps, double Pps);
