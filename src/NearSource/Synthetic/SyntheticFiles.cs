using System.Globalization;
using NearSource.Topology;

namespace NearSource.Synthetic;

/// <summary>
/// A made-up Internet as the files that real data come in, so that it can be given to an orchestrator (Planning:Topology, Origins, Vrps) or to any other program.
/// The first line of each says that it is made up.
/// </summary>
public static class SyntheticFiles
{
    /// <summary>AS relations in CAIDA's layout serial-1: "provider|customer|-1", "peer|peer|0".</summary>
    public static void WriteTopology(SyntheticInternet internet, TextWriter output)
    {
        Head(internet, output);
        foreach (var (first, second, relation) in internet.Graph.Links)
            Line(output, $"{first}|{second}|{(relation == AsRelation.Peers ? 0 : -1)}");
    }

    /// <summary>Prefixes: "prefix TAB asn".</summary>
    public static void WriteOrigins(SyntheticInternet internet, TextWriter output)
    {
        Head(internet, output);
        foreach (var (prefix, asn) in internet.Origins.Announced)
            Line(output, $"{prefix}\t{asn}");
    }

    /// <summary>RPKI payloads as rpki-client writes them in JSON.</summary>
    public static void WriteVrps(SyntheticInternet internet, TextWriter output)
    {
        Line(output, $"{{\"metadata\": {{\"buildtime\": \"made up: {internet.Options.Ases} ASes, seed {internet.Options.Seed}\", \"vrps\": {internet.Vrps.Length}}}, \"roas\": [");
        for (var i = 0; i < internet.Vrps.Length; i++)
        {
            var (prefix, asn, maxLength) = internet.Vrps[i];
            Line(output, $"{{\"asn\": {asn}, \"prefix\": \"{prefix}\", \"maxLength\": {maxLength}}}{(i + 1 < internet.Vrps.Length ? "," : "")}");
        }

        Line(output, $"]}}");
    }

    private static void Head(SyntheticInternet internet, TextWriter output) =>
        Line(output, $"# made up: {internet.Options.Ases} ASes, seed {internet.Options.Seed}; its IPv4 addresses belong to others in the real Internet");

    // The same bytes on every machine.
    private static void Line(TextWriter output, FormattableString line)
    {
        output.Write(line.ToString(CultureInfo.InvariantCulture));
        output.Write('\n');
    }
}
