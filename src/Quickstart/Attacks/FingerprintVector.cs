using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>Reads one entry of attack_vectors.</summary>
internal static class FingerprintVector
{
    private static readonly Dictionary<string, byte> Protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ICMP"] = 1, ["IGMP"] = 2, ["IPv4"] = 4, ["TCP"] = 6, ["UDP"] = 17, ["IPv6"] = 41, ["GRE"] = 47, ["ESP"] = 50, ["AH"] = 51,
        ["ICMPv6"] = 58, ["IPv6-ICMP"] = 58, ["SCTP"] = 132,
    };

    /// <param name="place">The entry.</param>
    /// <param name="avgBytes">Packet size when the entry does not tell its own.</param>
    /// <param name="left">How many more sources the file may name.</param>
    public static AttackVector Read(JsonPlace place, double avgBytes, ref int left)
    {
        var sources = place.At("source_ips").Items(1, left);
        left -= sources.Count;
        return new(
            Protocol(place.At("protocol")),
            place.At("fraction_of_attack").Number(0, 1),
            place.Maybe("source_port") is { } port ? Port(port) : null,
            place.Maybe("destination_ports") is { } ports ? Ports(ports) : [],
            BytesPerPacket(place) ?? avgBytes,
            [.. sources.Select(Address).Distinct()])
        {
            Packets = place.Maybe("nr_packets")?.Number(0, 1e15),
        };
    }

    private static byte Protocol(JsonPlace place) =>
        Protocols.TryGetValue(place.Text(), out var number) ? number
        : byte.TryParse(place.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : throw place.Refused("is not an IP protocol");

    private static ushort? Port(JsonPlace place)
    {
        if (place.Kind == JsonValueKind.String && place.Text() == "random")
            return null;
        var port = place.Number(0, 65535);
        return port == Math.Floor(port) ? (ushort)port : throw place.Refused("is not a port");
    }

    private static ImmutableArray<PortShare> Ports(JsonPlace place)
    {
        if (place.Kind == JsonValueKind.String)
            return place.Text() == "random" ? [] : throw place.Refused("is neither \"random\" nor shares of ports");

        var ports = ImmutableArray.CreateBuilder<PortShare>();
        foreach (var (name, share) in place.Members(1024))
            ports.Add(ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? new(port, share.Number(0, 1))
                : throw share.Refused("is not a port's share"));
        return ports.ToImmutable();
    }

    private static double? BytesPerPacket(JsonPlace place)
    {
        var packets = place.Maybe("nr_packets")?.Number(0, 1e15);
        var megabytes = place.Maybe("nr_megabytes")?.Number(0, 1e12);
        return packets > 0 && megabytes > 0 ? Math.Clamp(megabytes.Value * 1e6 / packets.Value, 20, 65535) : null;
    }

    private static Prefix Address(JsonPlace place) =>
        Prefix.TryParse(place.Text(), out var address, out var error) && address.IsAddress ? address
        : throw place.Refused(error ?? "is a prefix, not an address");
}
