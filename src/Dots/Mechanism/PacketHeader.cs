using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>
/// packet_header of a request: columns whose i-th values belong together; one value holds for every row, none matches anything (draft, 5.2.1; mechanism, section 3).
/// Flags that are set together in one packet are joined by '+' on the wire.
/// </summary>
public sealed partial record PacketHeader
{
    /// <summary>dst_ip: addresses, prefixes or aliases of the asker's, as they were sent.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];

    public ImmutableArray<Prefix> Sources { get; init; } = [];

    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    /// <summary>IP protocol numbers.</summary>
    public ImmutableArray<byte> Protocols { get; init; } = [];

    public ImmutableArray<TcpFlags> TcpFlags { get; init; } = [];

    public ImmutableArray<FragmentFlags> Fragments { get; init; } = [];

    /// <summary>Lengths in bytes.</summary>
    public ImmutableArray<PortRange> PacketLengths { get; init; } = [];

    public ImmutableArray<byte> IcmpTypes { get; init; } = [];

    public ImmutableArray<byte> IcmpCodes { get; init; } = [];

    public ImmutableArray<byte> Dscps { get; init; } = [];

    public ImmutableArray<byte> Ttls { get; init; } = [];

    /// <summary>The header of an order for this traffic.</summary>
    public static PacketHeader FromMatch(TrafficMatch match) => new()
    {
        Targets = [.. match.Destinations.Select(destination => destination.IsAddress ? destination.Network.ToString() : destination.ToString())],
        Sources = match.Sources, SourcePorts = match.SourcePorts, DestinationPorts = match.DestinationPorts,
        Protocols = match.Protocols, TcpFlags = match.TcpFlags, Fragments = match.Fragments, PacketLengths = match.PacketLengths,
        IcmpTypes = match.IcmpTypes, IcmpCodes = match.IcmpCodes, Dscps = match.Dscps, Ttls = match.Ttls,
    };

    /// <summary>The traffic this header is about.</summary>
    /// <param name="alias">The prefixes of an alias of the asker's; null when it has none of that name.</param>
    /// <param name="match">Empty when refused.</param>
    /// <returns>Null, or: 500 for an unknown alias, 400 for counts that form no rows, or more rows than allowed.</returns>
    public MechanismRefusal? ToMatch(Func<string, ImmutableArray<Prefix>?> alias, out TrafficMatch match)
    {
        match = new();
        var destinations = new ImmutableArray<Prefix>[Targets.Length];
        for (var at = 0; at < Targets.Length; at++)
        {
            var resolved = Prefix.TryParse(Targets[at], out var prefix, out _) ? [prefix] : alias(Targets[at]);
            if (resolved is not { IsDefaultOrEmpty: false } prefixes)
                return new(500, 0, $"packet_header.dst_ip {Targets[at]} is no alias of the sender's");
            destinations[at] = prefixes;
        }

        if (Malformed() is { } fault)
            return new(400, 0, $"packet_header.{fault.Name} {fault.What}");
        var rows = Array.TrueForAll(destinations, prefixes => prefixes.Length == 1) ? null : Expand(destinations);
        match = new()
        {
            Destinations = rows is null ? [.. destinations.Select(prefixes => prefixes[0])] : [.. rows.Select(row => row.Destination)],
            Sources = Pick(Sources, rows), SourcePorts = Pick(SourcePorts, rows), DestinationPorts = Pick(DestinationPorts, rows),
            Protocols = Pick(Protocols, rows), TcpFlags = Pick(TcpFlags, rows), Fragments = Pick(Fragments, rows), PacketLengths = Pick(PacketLengths, rows),
            IcmpTypes = Pick(IcmpTypes, rows), IcmpCodes = Pick(IcmpCodes, rows), Dscps = Pick(Dscps, rows), Ttls = Pick(Ttls, rows),
        };
        return match.Malformed() is { } excess ? new(400, 0, $"packet_header.{excess}") : null;
    }
}
