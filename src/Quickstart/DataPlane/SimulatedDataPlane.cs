using System.Collections.Frozen;
using System.Collections.Immutable;
using Controller.Sightings;
using Dots.Addressing;
using Dots.Scopes;
using Quickstart.Attacks;
using Quickstart.Internet;

namespace Quickstart.DataPlane;

/// <summary>
/// The network of a scenario at work: every source sends along its AS path to the victim, and the first operator on the path that
/// holds a matching filter drops the traffic. Filters are held by the network: a controller that dies leaves them where they are.
/// What comes from no known network arrives at the victim's own all the same. Rates are integrated lazily by the given clock; there is no thread and no timer. Safe for any number of threads.
/// </summary>
public sealed class SimulatedDataPlane
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly FlowTable _flows;
    private readonly FrozenDictionary<string, OperatorNetwork> _networks;
    private readonly Meter _offered = new();
    private readonly Meter _residue = new();
    private double _factor = 1;
    private long _settled;

    /// <param name="internet">Who is linked to whom.</param>
    /// <param name="operators">Member id to the AS it runs.</param>
    /// <param name="attack">Who sends what; it starts at once.</param>
    /// <param name="target">The attacked address.</param>
    /// <param name="time">The clock the counters run by.</param>
    /// <exception cref="ArgumentException">The Internet has no network for the target.</exception>
    public SimulatedDataPlane(SimulatedInternet internet, IReadOnlyDictionary<string, uint> operators, Attack attack, Prefix target, TimeProvider time)
    {
        _time = time;
        _flows = new FlowTable(internet, operators, attack, target);
        _networks = operators.Keys.ToFrozenDictionary(id => id, _ => new OperatorNetwork(), StringComparer.Ordinal);
        Target = target;
        _settled = time.GetTimestamp();
        Measure();
    }

    /// <summary>The attacked address.</summary>
    public Prefix Target { get; }

    /// <summary>What the sources send, bits/s.</summary>
    public double OfferedBps => Read().Offered.Now.Bps;

    /// <summary>What reaches the victim, bits/s.</summary>
    public double ResidueBps => Read().Residue.Now.Bps;

    /// <summary>Puts a filter into an operator's routers, or gives the one of this name another match; its counters go on. The same match again changes nothing.</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public void Apply(string operatorId, string filterId, TrafficMatch match)
    {
        var network = _networks[operatorId];
        var matches = _flows.Matched(operatorId, match);
        var forTarget = match.Destinations.IsEmpty || match.Destinations.Any(d => d.Contains(Target));

        lock (_lock)
        {
            Settle();
            var at = network.Filters.FindIndex(f => f.Id == filterId);
            var before = at < 0 ? null : network.Filters[at];
            var filter = new Filter(filterId, match, matches, forTarget, before?.Dropped ?? new(), before?.Forwarded ?? new());
            if (before is null)
                network.Filters.Add(filter);
            else
                network.Filters[at] = filter;
            Measure();
        }
    }

    /// <summary>Takes a filter out. Returns its last counters, or null when it was not there (any more).</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public FilterCounters? Withdraw(string operatorId, string filterId)
    {
        var network = _networks[operatorId];
        lock (_lock)
        {
            Settle();
            var at = network.Filters.FindIndex(f => f.Id == filterId);
            if (at < 0)
                return null;
            var last = network.Filters[at].Read().Counters;
            network.Filters.RemoveAt(at);
            Measure();
            return last;
        }
    }

    /// <summary>The filters an operator's routers hold, oldest first, with their counters.</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public ImmutableArray<HeldFilter> Holds(string operatorId)
    {
        var network = _networks[operatorId];
        lock (_lock)
        {
            Settle();
            return [.. network.Filters.Select(f => f.Read())];
        }
    }

    /// <summary>One filter's counters; null when it is not held.</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public FilterCounters? Read(string operatorId, string filterId) => Holds(operatorId).FirstOrDefault(f => f.Id == filterId)?.Counters;

    /// <summary>What an operator's network did. What arrived is what a sighting there would tell.</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public OperatorCounters Read(string operatorId)
    {
        var network = _networks[operatorId];
        lock (_lock)
        {
            Settle();
            return new(network.Arrived.Read(), network.Dropped.Read(), network.Forwarded.Read());
        }
    }

    /// <summary>The attack as a whole.</summary>
    public PlaneCounters Read()
    {
        lock (_lock)
        {
            Settle();
            return new(_offered.Read(), _residue.Read());
        }
    }

    /// <summary>Changes the attack's rate; 0 ends it.</summary>
    /// <param name="bps">Bits per second of the whole attack.</param>
    public void Offer(double bps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bps);
        lock (_lock)
        {
            Settle();
            _factor = bps / _flows.Bps;
            Measure();
        }
    }

    /// <summary>Share of the attack whose path crosses at least one of these operators, 0..1, whatever filters are held.</summary>
    public double CrossesMember(IEnumerable<string> operatorIds) => _flows.Crossing(operatorIds.ToFrozenSet(StringComparer.Ordinal));

    /// <summary>What crosses an operator's network now of the traffic that matches, whatever its own filters do, and from which neighbours.</summary>
    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    internal SeenTraffic Seen(string operatorId, TrafficMatch match)
    {
        _ = _networks[operatorId];
        var matches = _flows.Matched(operatorId, match);
        lock (_lock)
        {
            var seen = new SeenTraffic();
            for (var flow = 0; flow < matches.Length; flow++)
                if (matches[flow] && Arrival(flow, operatorId) is { } arrival)
                {
                    var rate = _flows.RateOf(flow) * _factor;
                    seen.Add(arrival.From, rate.Bps, rate.Pps);
                }

            return seen;
        }
    }

    /// <summary>
    /// What the filters spare the networks between them and the victim: traffic times AS hops, bits/s, and what it would be if every one of these operators dropped
    /// whatever crosses it.
    /// </summary>
    internal (double Saved, double Attainable) ByteHops(IEnumerable<string> operatorIds)
    {
        var among = operatorIds.ToFrozenSet(StringComparer.Ordinal);
        lock (_lock)
        {
            var (saved, attainable) = (0.0, 0.0);
            for (var flow = 0; flow < _flows.Count; flow++)
            {
                var bps = _flows.RateOf(flow).Bps * _factor;
                attainable += bps * (_flows.OperatorsOn(flow).FirstOrDefault(c => among.Contains(c.Operator))?.HopsLeft ?? 0);
                saved += bps * (_flows.OperatorsOn(flow).FirstOrDefault(c => _networks[c.Operator].Filters.Exists(f => f.Catches(flow)))?.HopsLeft ?? 0);
            }

            return (saved, attainable);
        }
    }

    /// <summary>Where a flow comes into an operator's network; null when somebody drops it before.</summary>
    private Crossing? Arrival(int flow, string operatorId)
    {
        foreach (var crossing in _flows.OperatorsOn(flow))
        {
            if (crossing.Operator == operatorId)
                return crossing;
            if (_networks[crossing.Operator].Filters.Exists(f => f.Catches(flow)))
                return null;
        }

        return null;
    }

    private void Settle()
    {
        var now = _time.GetTimestamp();
        var seconds = Math.Max(0, _time.GetElapsedTime(_settled, now).TotalSeconds);
        _settled = now;
        foreach (var meter in Meters())
            meter.Run(seconds);
    }

    private void Measure()
    {
        foreach (var meter in Meters())
            meter.Now = default;
        for (var flow = 0; flow < _flows.Count; flow++)
        {
            var rate = _flows.RateOf(flow) * _factor;
            _offered.Now += rate;
            if (Arrives(flow, rate))
                _residue.Now += rate;
        }
    }

    private bool Arrives(int flow, Rate rate)
    {
        foreach (var crossing in _flows.OperatorsOn(flow))
            if (!_networks[crossing.Operator].Passes(flow, rate))
                return false;
        return true;
    }

    private IEnumerable<Meter> Meters() => _networks.Values.SelectMany(n => n.Meters).Append(_offered).Append(_residue);
}
