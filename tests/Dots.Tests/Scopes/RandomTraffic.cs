using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Tests.Scopes;

/// <summary>Seeded matches and packets of a world so small that they often meet.</summary>
internal static class RandomTraffic
{
    private static readonly byte[] Protocols = [1, 6, 17];

    public static TrafficMatch Match(Random random)
    {
        var rows = random.Next(1, 7);
        ImmutableArray<T> Column<T>(Func<T> value, int oneIn = 8) => random.Next(oneIn) switch
        {
            0 => [.. Enumerable.Range(0, rows).Select(_ => value())],
            1 => [value()],
            _ => [],
        };
        return new TrafficMatch
        {
            Destinations = Column(() => Near(random), 2),
            Sources = Column(() => Near(random), 3),
            SourcePorts = Column(() => Range(random)),
            DestinationPorts = Column(() => Range(random)),
            Protocols = Column(() => Protocols[random.Next(3)], 6),
            TcpFlags = Column(() => (TcpFlags)random.Next(4), 24),
            Fragments = Column(() => (FragmentFlags)random.Next(4), 24),
            PacketLengths = Column(() => Range(random), 24),
            IcmpTypes = Column(() => (byte)random.Next(2), 24),
            IcmpCodes = Column(() => (byte)random.Next(2), 24),
            Dscps = Column(() => (byte)random.Next(2), 24),
            Ttls = Column(() => (byte)random.Next(2), 24),
        };
    }

    public static Packet Packet(Random random)
    {
        var protocol = Protocols[random.Next(3)];
        return new Packet
        {
            Source = Address(random),
            Destination = Address(random),
            Protocol = protocol,
            SourcePort = protocol == 1 ? (ushort)0 : (ushort)random.Next(4),
            DestinationPort = protocol == 1 ? (ushort)0 : (ushort)random.Next(4),
            TcpFlags = protocol == 6 ? (TcpFlags)random.Next(4) : TcpFlags.None,
            Fragment = (FragmentFlags)random.Next(4),
            Length = (ushort)random.Next(4),
            IcmpType = protocol == 1 ? (byte)random.Next(2) : (byte)0,
            IcmpCode = protocol == 1 ? (byte)random.Next(2) : (byte)0,
            Dscp = (byte)random.Next(2),
            Ttl = (byte)random.Next(2),
        };
    }

    /// <summary>The row as a match of its own.</summary>
    public static TrafficMatch Row(TrafficMatch match, int row)
    {
        ImmutableArray<T> Value<T>(ImmutableArray<T> column) => column.Length <= 1 ? column : [column[row]];
        return new TrafficMatch
        {
            Destinations = Value(match.Destinations), Sources = Value(match.Sources),
            SourcePorts = Value(match.SourcePorts), DestinationPorts = Value(match.DestinationPorts), Protocols = Value(match.Protocols),
            TcpFlags = Value(match.TcpFlags), Fragments = Value(match.Fragments), PacketLengths = Value(match.PacketLengths),
            IcmpTypes = Value(match.IcmpTypes), IcmpCodes = Value(match.IcmpCodes), Dscps = Value(match.Dscps), Ttls = Value(match.Ttls),
        };
    }

    /// <summary>A prefix around one of eight addresses of either family.</summary>
    public static Prefix Near(Random random)
    {
        var address = Address(random);
        return Prefix.Create(address.Bits, address.Width - random.Next(4), address.IsIPv6);
    }

    private static Prefix Address(Random random) => random.Next(3) == 0
        ? Prefix.Create(((UInt128)0x20010db8 << 96) + (UInt128)random.Next(8), 128, v6: true)
        : Prefix.Create(0xC0000200u + (uint)random.Next(8), 32, v6: false);

    private static PortRange Range(Random random)
    {
        var first = (ushort)random.Next(4);
        return new(first, (ushort)(first + random.Next(3)));
    }
}
