using System.Collections.Immutable;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Topology;

namespace NearSource.Tests.Input;

/// <summary>The files planning goes by, and what reading each gives, in one form.</summary>
public enum PlanningFile
{
    Topology,
    Origins,
    RpkiCsv,
    RpkiJson,
}

/// <param name="Entries">What was understood, one text an entry, in ascending order; null when the file was refused.</param>
internal sealed record PlanningReading(ImmutableArray<string>? Entries, ImmutableArray<LineError> Errors)
{
    public static PlanningReading Of(PlanningFile file, Stream content, bool tolerant = false, long most = 1 << 20)
    {
        switch (file)
        {
            case PlanningFile.Topology:
                var graph = AsGraph.Read(content, new() { Tolerant = tolerant, MaxBytes = most });
                return new(Sorted(graph.Graph?.Links.Select(l => $"{l}")), graph.Errors);
            case PlanningFile.Origins:
                try
                {
                    var origins = OriginTable.Read(new StreamReader(Unpacked.Open(content, most)), new() { Tolerant = tolerant });
                    return new(Sorted(origins.Table?.Announced.Select(o => $"{o}")), origins.Errors);
                }
                catch (InvalidDataException e)
                {
                    // Whoever opens a packed table is told by this exception that it is damaged or too long.
                    return new(null, [new(0, e.Message)]);
                }

            default:
                var rpki = RpkiReading.Read(content, new() { Tolerant = tolerant, MaxBytes = most });
                return new(rpki.Refused ? null : Sorted(rpki.Vrps.Select(v => $"{v}").Concat(rpki.Aspas.Select(a => $"{a.Customer}: {string.Join(' ', a.Providers)}"))), rpki.Errors);
        }
    }

    /// <summary>A good file of a few entries.</summary>
    public static string Sample(PlanningFile file) => file switch
    {
        PlanningFile.Topology => string.Concat(Enumerable.Range(1, 40).Select(i => $"{i}|{i + 50}|{(i % 3 == 0 ? 0 : -1)}{(i % 2 == 0 ? "|bgp" : "")}\n")),
        PlanningFile.Origins => string.Concat(Enumerable.Range(1, 40).Select(i => i % 4 == 0 ? $"2001:db8:{i:x}::/48\t{i}\n" : $"10.{i}.0.0/16\t{i}\n")),
        PlanningFile.RpkiCsv => "ASN,IP Prefix,Max Length,Trust Anchor\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"AS{i},10.{i}.0.0/16,{16 + (i % 9)},test\n")),
        _ => $"{{\"metadata\":{{\"n\":[1,{{\"x\":null}}]}},\"roas\":[{string.Join(',', Enumerable.Range(1, 30).Select(i => $"{{\"asn\":{i},\"prefix\":\"10.{i}.0.0/16\",\"maxLength\":{16 + (i % 9)},\"ta\":\"test\"}}"))}],"
            + $"\"aspas\":[{string.Join(',', Enumerable.Range(1, 10).Select(i => $"{{\"customer_asid\":{i},\"providers\":[{i + 1},{i + 2}]}}"))}]}}",
    };

    private static ImmutableArray<string>? Sorted(IEnumerable<string>? entries) => entries is null ? null : [.. entries.Order(StringComparer.Ordinal)];
}
