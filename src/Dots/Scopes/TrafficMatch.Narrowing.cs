using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>Cutting a match down: the result never catches a packet that the match did not (design, section 2).</content>
public sealed partial class TrafficMatch
{
    /// <summary>
    /// The same traffic with only those rows whose source is kept; null when no row is left. A match without sources cannot be
    /// narrowed like this and stays as it is.
    /// </summary>
    /// <param name="keep">Asked once for each source, in order.</param>
    public TrafficMatch? KeepSources(Func<Prefix, bool> keep)
    {
        if (Sources.IsEmpty)
            return this;
        if (Sources.Length == 1)
            return keep(Sources[0]) ? this : null;
        var rows = Enumerable.Range(0, Sources.Length).Where(row => keep(Sources[row])).ToArray();
        return rows.Length == Sources.Length ? this : rows.Length == 0 ? null : Select(rows);
    }

    /// <summary>
    /// What of this traffic comes from these sources: those of them that the match's own sources cover, and the own ones that lie
    /// inside one of them. Null when none is left; a match without sources takes all. For a match whose other columns hold one value or none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The match has several rows: sources cannot be put beside them without guessing.</exception>
    public TrafficMatch? WithSources(ImmutableArray<Prefix> sources)
    {
        if (Columns().Any(c => c.Length > 1 && c.Name != "src_ips"))
            throw new InvalidOperationException("a match of several rows takes no other sources");
        var common = Sources.IsEmpty ? sources : Common(Sources, sources);
        return common.IsEmpty ? null : Copy(common);
    }

    /// <summary>
    /// What of this traffic, whatever its rows, comes from these sources: each row with each of them. For a match that names no sources itself.
    /// </summary>
    /// <param name="sources">Not empty, none twice.</param>
    /// <exception cref="InvalidOperationException">The match names sources.</exception>
    public TrafficMatch FromEach(ImmutableArray<Prefix> sources)
    {
        if (!Sources.IsEmpty)
            throw new InvalidOperationException("a match with sources takes no others beside them");
        if (Rows == 1)
            return Copy(sources);
        var rows = sources.SelectMany(_ => Enumerable.Range(0, Rows)).ToArray();
        return Select(rows).Copy([.. sources.SelectMany(source => Enumerable.Repeat(source, Rows))]);
    }

    /// <summary>The first port or protocol that lies outside what was registered ("dst_ports 80"); null when all lie inside. Empty lists allow everything.</summary>
    public string? Outside(IReadOnlyCollection<PortRange> ports, IReadOnlyCollection<byte> protocols)
    {
        if (ports.Count > 0)
        {
            if (DestinationPorts.IsEmpty)
                return "dst_ports (all)";
            foreach (var port in DestinationPorts)
                if (!ports.Any(allowed => allowed.Contains(port)))
                    return $"dst_ports {port}";
        }

        if (protocols.Count > 0)
        {
            if (Protocols.IsEmpty)
                return "protocols (all)";
            foreach (var protocol in Protocols)
                if (!protocols.Contains(protocol))
                    return $"protocols {protocol}";
        }

        return null;
    }

    private static ImmutableArray<Prefix> Common(ImmutableArray<Prefix> own, ImmutableArray<Prefix> others)
    {
        var covered = others.Where(new PrefixSet(own).Covers).ToArray();
        var done = new PrefixSet(covered);
        var wanted = new PrefixSet(others);
        return [.. covered, .. own.Where(source => wanted.Covers(source) && !done.Covers(source))];
    }

    private static ImmutableArray<T> Pick<T>(ImmutableArray<T> column, int[] rows) =>
        column.Length <= 1 ? column : [.. rows.Select(row => column[row])];

    private TrafficMatch Select(int[] rows) => new()
    {
        Destinations = Pick(Destinations, rows), Sources = Pick(Sources, rows), SourcePorts = Pick(SourcePorts, rows), DestinationPorts = Pick(DestinationPorts, rows),
        Protocols = Pick(Protocols, rows), TcpFlags = Pick(TcpFlags, rows), Fragments = Pick(Fragments, rows), PacketLengths = Pick(PacketLengths, rows),
        IcmpTypes = Pick(IcmpTypes, rows), IcmpCodes = Pick(IcmpCodes, rows), Dscps = Pick(Dscps, rows), Ttls = Pick(Ttls, rows),
    };

    private TrafficMatch Copy(ImmutableArray<Prefix> sources) => new()
    {
        Destinations = Destinations, Sources = sources, SourcePorts = SourcePorts, DestinationPorts = DestinationPorts,
        Protocols = Protocols, TcpFlags = TcpFlags, Fragments = Fragments, PacketLengths = PacketLengths,
        IcmpTypes = IcmpTypes, IcmpCodes = IcmpCodes, Dscps = Dscps, Ttls = Ttls,
    };
}
