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
    private readonly Path[] _paths;

    public FlowTable(SimulatedInternet internet, Attack attack, Prefix target)
    {
        var byAsn = internet.Operators.ToFrozenDictionary(o => o.Value, o => o.Key);
        var paths = new Dictionary<uint, Path>();
        _flows = attack.Flows;
        _packets = [.. _flows.Select(f => PacketOf(f, target))];
        _paths = [.. _flows.Select(f => PathFrom(internet.OriginOf(f.Source)))];
        Bps = _flows.Sum(f => f.Bps);

        Path PathFrom(uint asn)
        {
            if (paths.TryGetValue(asn, out var known))
                return known;
            var path = internet.Routes.Path(asn);
            return paths[asn] = new(path.Count > 0, [.. path.Where(byAsn.ContainsKey).Select(a => byAsn[a])]);
        }
    }

    public int Count => _flows.Length;

    /// <summary>The sum of all rates.</summary>
    public double Bps { get; }

    public Rate RateOf(int flow) => new(_flows[flow].Bps, _flows[flow].Pps);

    /// <summary>Whether its network has a way to the victim; without one the flow ends where it began.</summary>
    public bool HasRoute(int flow) => _paths[flow].Routed;

    /// <summary>The operators it crosses, nearest to the source first.</summary>
    public ImmutableArray<string> OperatorsOn(int flow) => _paths[flow].Operators;

    /// <summary>For each flow whether it crosses this operator and is matched.</summary>
    public bool[] Matched(string operatorId, TrafficMatch match)
    {
        var matched = new bool[_flows.Length];
        for (var flow = 0; flow < matched.Length; flow++)
            matched[flow] = _paths[flow].Operators.Contains(operatorId) && match.Matches(_packets[flow]);
        return matched;
    }

    /// <summary>Share of the attack that crosses one of these operators.</summary>
    public double Crossing(FrozenSet<string> operators)
    {
        var crossing = 0.0;
        for (var flow = 0; flow < _flows.Length; flow++)
            if (_paths[flow].Operators.Any(operators.Contains))
                crossing += _flows[flow].Bps;
        return Bps > 0 ? Math.Min(1, crossing / Bps) : 0;
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

    private sealed record Path(bool Routed, ImmutableArray<string> Operators);
}
