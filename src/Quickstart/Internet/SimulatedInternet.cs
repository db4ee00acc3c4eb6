using System.Collections.Frozen;
using System.Collections.Immutable;
using Dots.Addressing;
using Quickstart.Attacks;

namespace Quickstart.Internet;

/// <summary>
/// The networks of a scenario, who of them is which operator, and how each reaches the victim. Immutable.
/// Addresses outside every network's prefixes (those of a real attack) are placed by a hash of their /24 or /48, so that the
/// same attack file is always spread in the same way.
/// </summary>
public sealed class SimulatedInternet
{
    private readonly FrozenDictionary<uint, AutonomousSystem> _systems;
    private readonly PrefixTable<uint> _origins;
    private readonly ImmutableArray<(double UpTo, uint Asn)> _hosting;

    /// <param name="systems">Every network; prefixes are distinct.</param>
    /// <param name="links">Who is linked to whom.</param>
    /// <param name="operators">Member id to the AS it runs.</param>
    /// <param name="victim">The AS under attack; one of the systems.</param>
    public SimulatedInternet(IEnumerable<AutonomousSystem> systems, IEnumerable<Link> links, IReadOnlyDictionary<string, uint> operators, uint victim)
    {
        _systems = systems.ToFrozenDictionary(s => s.Asn);
        Systems = [.. _systems.Values.OrderBy(s => s.Asn)];
        Operators = operators.ToFrozenDictionary(StringComparer.Ordinal);
        Victim = _systems[victim];
        Links = [.. links];
        Routes = RoutingTree.To(victim, Links);
        _origins = new PrefixTable<uint>(Systems.SelectMany(s => s.Prefixes.Select(p => (p, s.Asn))));

        var upTo = 0.0;
        _hosting = [.. Systems.Where(s => s.Hosts > 0).Select(s => (upTo += s.Hosts, s.Asn))];
        if (_hosting.IsEmpty)
            throw new ArgumentException("no network hosts sources", nameof(systems));
    }

    /// <summary>Every network, by number.</summary>
    public ImmutableArray<AutonomousSystem> Systems { get; }

    /// <summary>Member id to the AS it runs.</summary>
    public FrozenDictionary<string, uint> Operators { get; }

    /// <summary>The network under attack.</summary>
    public AutonomousSystem Victim { get; }

    /// <summary>Who is linked to whom.</summary>
    public ImmutableArray<Link> Links { get; }

    /// <summary>How every network reaches the victim's.</summary>
    public RoutingTree Routes { get; }

    /// <summary>The network with this number.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public AutonomousSystem System(uint asn) => _systems[asn];

    /// <summary>The AS an address belongs to: by the networks' prefixes, else by hash among those that host sources.</summary>
    public uint OriginOf(Prefix address) => _origins.TryMatch(address, out _, out var asn) ? asn : Spread(Neighbourhood(address));

    /// <summary>
    /// What an origin table of this Internet says about itself and these sources: the networks' prefixes, and the /24 or /48 of
    /// every source that was placed by hash. Ordered by prefix.
    /// </summary>
    public IReadOnlyList<(Prefix Prefix, uint Asn)> Origins(IEnumerable<Prefix> sources)
    {
        var own = Systems.SelectMany(s => s.Prefixes.Select(p => (p, s.Asn)));
        var placed = sources.Where(s => !_origins.TryMatch(s, out _, out _)).Select(Neighbourhood).Distinct().Select(p => (p, Spread(p)));
        return [.. own.Concat(placed).OrderBy(o => o.p)];
    }

    private uint Spread(Prefix neighbourhood)
    {
        var at = RepeatableHash.Share(neighbourhood) * _hosting[^1].UpTo;
        var index = 0;
        while (index < _hosting.Length - 1 && _hosting[index].UpTo <= at)
            index++;
        return _hosting[index].Asn;
    }

    private static Prefix Neighbourhood(Prefix address) => Prefix.Create(address.Bits, Math.Min(address.Length, address.IsIPv6 ? 48 : 24), address.IsIPv6);
}
