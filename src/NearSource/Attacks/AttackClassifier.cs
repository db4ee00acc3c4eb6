using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Origins;
using NearSource.Planning;

namespace NearSource.Attacks;

/// <summary>
/// Tells the classes of attack apart by what the asker told, in this order. Spoofed: a good part of many sources lies where nobody can send from, unrouted
/// space or the target's own. Reflection: UDP, or TCP's answers, from few well-known ports. Spoofed: hardly a source sent more than a packet or two. Pure.
/// </summary>
public static class AttackClassifier
{
    // Real senders repeat themselves: a botnet's median host sends hundreds of packets in a second, a forger draws a new address for each.
    private const double ForgedPackets = 2;
    private const int EnoughSources = 100;

    // Routing tables lack a few percent of what is in use; forgers who draw from all addresses hit unrouted space two times in five.
    private const double ForgedUnrouted = 0.2;
    private const int MostReflectorPorts = 8;
    private const int CarpetAddresses = 16;

    /// <summary>UDP and TCP services that answer with more than they were asked.</summary>
    private static readonly ImmutableHashSet<ushort> Amplifiers =
        [17, 19, 53, 69, 111, 123, 137, 161, 177, 389, 427, 443, 500, 520, 1194, 1434, 1900, 3283, 3478, 3702, 5093, 5351, 5353, 5683, 10001, 10074, 11211, 27015, 32414, 33848, 37810, 47808, 80];

    public static Classification Classify(TrafficMatch match, ImmutableArray<AttackSource> sources, OriginTable origins)
    {
        var carpet = match.Destinations.Distinct().Count() >= CarpetAddresses || match.Destinations.Any(d => d.Width - d.Length >= 4);
        if (Impossible(match, sources, origins) is { } impossible)
            return new(AttackClass.Spoofed, carpet, impossible);
        if (Reflected(match) is { } reflected)
            return new(AttackClass.Reflection, carpet, reflected);

        // After reflection: of a short look at very many reflectors, too, each has sent a packet or two.
        if (Unrepeated(sources) is { } unrepeated)
            return new(AttackClass.Spoofed, carpet, unrepeated);
        return sources.IsEmpty && match.Sources.IsEmpty
            ? new(AttackClass.Unknown, carpet, "no sources and no telling ports")
            : new(AttackClass.Direct, carpet, "sources that send themselves, from any port");
    }

    /// <summary>Sources that cannot be where they say.</summary>
    private static string? Impossible(TrafficMatch match, ImmutableArray<AttackSource> sources, OriginTable origins)
    {
        if (sources.Length < EnoughSources)
            return null;
        var own = new PrefixSet(match.Destinations);
        if (sources.Count(s => own.Overlaps(s.Prefix)) is var inside && inside > ForgedUnrouted * sources.Length)
            return $"{inside} of {sources.Length} sources are the target's own addresses";

        // A table that hardly knows anything proves nothing about what it does not know.
        var unrouted = origins.Count >= 1000 ? sources.Count(s => origins.Find(s.Prefix).Asns.IsEmpty) : 0;
        return unrouted > ForgedUnrouted * sources.Length
            ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * unrouted / sources.Length:0} % of the sources lie where nobody announces anything")
            : null;
    }

    /// <summary>Sources that hardly ever send twice.</summary>
    private static string? Unrepeated(ImmutableArray<AttackSource> sources)
    {
        var packets = sources.Where(s => s.Packets is > 0).Select(s => s.Packets!.Value).Order().ToList();
        return packets.Count >= EnoughSources && packets.Count > sources.Length / 2 && packets[packets.Count * 9 / 10] <= ForgedPackets
            ? string.Create(CultureInfo.InvariantCulture, $"nine of ten of {packets.Count} sources sent at most {packets[packets.Count * 9 / 10]:0} packets")
            : null;
    }

    private static string? Reflected(TrafficMatch match)
    {
        var ports = match.SourcePorts.Distinct().ToList();
        if (ports.Count is 0 or > MostReflectorPorts || !ports.All(p => p.First == p.Last && Amplifiers.Contains(p.First)))
            return null;
        if (!match.Protocols.IsEmpty && !match.Protocols.All(p => p is 17 or 6))
            return null;
        return $"from port {string.Join(", ", ports.Select(p => p.First))} only, whose services answer whoever asks";
    }
}
