using System.Collections.Immutable;
using Dots.Scopes;

namespace NearSource.Attacks;

/// <summary>Tells answers from requests by their headers: what hosts send that were asked in the target's name.</summary>
internal static class Reflectors
{
    /// <summary>An attack mixes a handful of services; whoever lists more ports describes none.</summary>
    private const int MostPorts = 8;
    private const byte Icmp = 1, Tcp = 6, Udp = 17, IcmpV6 = 58;

    /// <summary>UDP and TCP services that answer with more than they were asked, or at least to whomever they believe to have asked.</summary>
    private static readonly ImmutableHashSet<ushort> Services =
    [
        17, 19, 53, 69, 80, 111, 123, 137, 161, 177, 389, 427, 443, 500, 520, 1194, 1434, 1701, 1900, 3283, 3391, 3478, 3702, 4500, 5060, 5093, 5351, 5353, 5683,
        10001, 10074, 11211, 17185, 27015, 32414, 33848, 37810, 47808,
    ];

    /// <summary>Echo reply, unreachable, time exceeded.</summary>
    private static readonly ImmutableHashSet<byte> IcmpAnswers = [0, 3, 11], IcmpV6Answers = [129, 1, 3];

    /// <summary>Why the traffic is answers; null when some of it is not.</summary>
    public static string? Told(TrafficMatch match)
    {
        var (ports, kinds) = (new SortedSet<ushort>(), new SortedSet<string>(StringComparer.Ordinal));
        for (var row = 0; row < match.Rows; row++)
            switch (Of(match, row))
            {
                case Answer.Service:
                    ports.Add(At(match.SourcePorts, row)!.Value.First);
                    if (ports.Count > MostPorts)
                        return null;
                    break;
                case Answer.Handshake:
                    kinds.Add("the second step of handshakes that the target never began");
                    break;
                case Answer.Icmp:
                    kinds.Add("ICMP that answers what the target never sent");
                    break;
                case Answer.None:
                    return null;
            }

        if (ports.Count > 0)
            kinds.Add($"from port {string.Join(", ", ports)} only, whose services answer whoever asks");
        return kinds.Count > 0 ? string.Join("; ", kinds) : null;
    }

    /// <summary>Whether nothing but UDP is meant and no port of either end is named: what answers to forged requests look like when they come from many ports.</summary>
    public static bool MayAnswer(TrafficMatch match) => match.Protocols is [Udp] && match.SourcePorts.IsEmpty && match.DestinationPorts.IsEmpty;

    private static Answer Of(TrafficMatch match, int row)
    {
        var protocol = At(match.Protocols, row);
        if (protocol is Icmp or IcmpV6)
            return At(match.IcmpTypes, row) is not { } type ? Answer.Neutral
                : (protocol == Icmp ? IcmpAnswers : IcmpV6Answers).Contains(type) ? Answer.Icmp : Answer.None;
        if (protocol is not (null or Tcp or Udp))
            return Answer.None;

        // Who begins a connection asks, whatever port it takes.
        var flags = protocol == Udp ? null : At(match.TcpFlags, row);
        if (flags is { } set && set.HasFlag(TcpFlags.SYN))
            return set.HasFlag(TcpFlags.ACK) ? Answer.Handshake : Answer.None;
        return At(match.SourcePorts, row) is { } port && port.First == port.Last && Services.Contains(port.First) ? Answer.Service : Answer.None;
    }

    private static T? At<T>(ImmutableArray<T> column, int row)
        where T : struct => column.IsEmpty ? null : column[column.Length == 1 ? 0 : row];

    private enum Answer
    {
        /// <summary>Could be anything else too.</summary>
        None,

        /// <summary>Goes along with answers and proves nothing.</summary>
        Neutral,
        Service,
        Handshake,
        Icmp,
    }
}
