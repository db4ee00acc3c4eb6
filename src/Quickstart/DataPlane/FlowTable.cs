using System.Collections.Frozen;
using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Quickstart.Attacks;
using Quickstart.Internet;

namespace Quickstart.DataPlane;

/// <summary>The attack's flows by index: their headers, rates, and the operators on their way. Immutable.</summary>
internal sealed class FlowTable
{
    private readonly ImmutableArray<AttackFlow> _flows;
    private readonly Packet[] _packets;
    private readonly ImmutableArray<Crossing>[] _paths;

    /// <exception cref="ArgumentException">The Internet has no network for the target.</exception>
    public FlowTable(SimulatedInternet internet, IReadOnlyDictionary<string, uint> operators, Attack attack, Prefix target)
    {
        var victim = internet.HomeOf(target) ?? throw new ArgumentException($"{target} belongs to no network", nameof(target));
        var byAsn = operators.ToFrozenDictionary(o => o.Value, o => o.Key);
        var paths = new Dictionary<uint, ImmutableArray<Crossing>>();

        // From where nobody knows: it is at the victim's network all of a sudden.
        ImmutableArray<Crossing> nowhere = byAsn.TryGetValue(victim, out var own) ? [new(own, 0, 0)] : [];
        _flows = attack.Flows;
        _packets = [.. _flows.Select(f => PacketOf(f, target))];
        _paths = [.. _flows.Select(f => (f.Forger ?? internet.HomeOf(f.Source)) is { } home ? PathFrom(home) : nowhere)];
        Bps = _flows.Sum(f => f.Bps);

        ImmutableArray<Crossing> PathFrom(uint asn)
        {
            if (paths.TryGetValue(asn, out var known))
                return known;
            var path = internet.Path(asn, victim);
            return paths[asn] = path.IsEmpty
                ? nowhere
                : [.. path.Select((at, i) => byAsn.TryGetValue(at, out var member) ? new Crossing(member, i == 0 ? 0 : path[i - 1], path.Length - 1 - i) : null).OfType<Crossing>()];
        }
    }

    public int Count => _flows.Length;

    /// <summary>The sum of all rates.</summary>
    public double Bps { get; }

    public Rate RateOf(int flow) => new(_flows[flow].Bps, _flows[flow].Pps);

    /// <summary>The operators it crosses, nearest to the source first.</summary>
    public ImmutableArray<Crossing> OperatorsOn(int flow) => _paths[flow];

    /// <summary>For each flow whether it crosses this operator and is matched.</summary>
    public bool[] Matched(string operatorId, TrafficMatch match)
    {
        var matched = new bool[_flows.Length];
        for (var flow = 0; flow < matched.Length; flow++)
            matched[flow] = Crosses(flow, operatorId) && match.Matches(_packets[flow]);
        return matched;
    }

    /// <summary>Share of the attack that crosses one of these operators.</summary>
    public double Crossing(FrozenSet<string> operators)
    {
        var crossing = 0.0;
        for (var flow = 0; flow < _flows.Length; flow++)
            foreach (var at in _paths[flow])
                if (operators.Contains(at.Operator))
                {
                    crossing += _flows[flow].Bps;
                    break;
                }

        return Bps > 0 ? Math.Min(1, crossing / Bps) : 0;
    }

    private bool Crosses(int flow, string operatorId)
    {
        foreach (var at in _paths[flow])
            if (at.Operator == operatorId)
                return true;
        return false;
    }

    private static Packet PacketOf(AttackFlow flow, Prefix target) => new()
    {
        Source = flow.Source,
        Destination = target,
        Protocol = flow.Protocol,
        SourcePort = flow.SourcePort,
        DestinationPort = flow.DestinationPort,
        Length = (ushort)Math.Clamp(flow.Pps > 0 ? Math.Round(flow.Bps / flow.Pps / 8) : 0, 0, ushort.MaxValue),
    };
}

/// <summary>An operator on a flow's way.</summary>
/// <param name="Operator">Its member id.</param>
/// <param name="From">The AS that hands the flow to it; 0: it starts there, or nobody knows.</param>
/// <param name="HopsLeft">AS hops from there to the victim's network.</param>
internal sealed record Crossing(string Operator, uint From, int HopsLeft);
