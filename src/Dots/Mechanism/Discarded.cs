using System.Collections.Immutable;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>
/// What of traffic is discarded, as a status tells it: source_ports, destination_ports, source_ips, destination_ip and TCP_flags (draft, 5.2.1). A column that is
/// empty is not told: nothing is known of it, it may be anything, or it has more than <see cref="MaximumValues"/> values, since a part of them would deny the rest.
/// </summary>
public static class Discarded
{
    /// <summary>Values of one attribute, so that a status stays short whatever is discarded.</summary>
    public const int MaximumValues = 32;

    /// <summary>The status with what a filter for this traffic discards; as it is when there is none.</summary>
    public static MitigationStatusUpdates Discarding(this MitigationStatusUpdates status, TrafficMatch? match) => match is null ? status : status with
    {
        SourcePorts = Union([match.SourcePorts]), DestinationPorts = Union([match.DestinationPorts]), SourceIps = Union([match.Sources]),
        DestinationIps = Union([match.Destinations]), TcpFlags = Union([match.TcpFlags]),
    };

    /// <summary>What several filters discard together: every value once, in the order of their first appearance; none when one of them takes anything.</summary>
    public static ImmutableArray<T> Union<T>(IEnumerable<ImmutableArray<T>> columns)
    {
        var seen = new HashSet<T>();
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var column in columns)
        {
            if (column.IsEmpty)
                return [];
            foreach (var value in column)
                if (seen.Add(value))
                {
                    if (seen.Count > MaximumValues)
                        return [];
                    values.Add(value);
                }
        }

        return values.ToImmutable();
    }
}
