using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Sightings;

/// <summary>
/// A sighting request as a filter of nfdump(1). It is made of parsed addresses and numbers only, never of text that a peer sent, and is one argument of the process.
/// </summary>
internal static class NfdumpFilter
{
    public static string Of(SightingRequest asked)
    {
        List<string> all = [Any(asked.Destinations.Select(Of))];
        if (!asked.Protocols.IsEmpty)
            all.Add(Any(asked.Protocols.Select(p => string.Create(CultureInfo.InvariantCulture, $"proto {p}"))));
        if (!asked.SourcePorts.IsEmpty)
            all.Add(Any(asked.SourcePorts.Select(Of)));
        return string.Join(" and ", all);
    }

    private static string Any(IEnumerable<string> terms) => "(" + string.Join(" or ", terms) + ")";

    private static string Of(Prefix destination) => destination.IsAddress ? $"dst ip {destination.Network}" : $"dst net {destination}";

    private static string Of(PortRange ports) => ports.First == ports.Last
        ? string.Create(CultureInfo.InvariantCulture, $"src port {ports.First}")
        : ports.First == 0
            ? string.Create(CultureInfo.InvariantCulture, $"src port < {ports.Last + 1}")
            : string.Create(CultureInfo.InvariantCulture, $"(src port > {ports.First - 1} and src port < {ports.Last + 1})");
}
