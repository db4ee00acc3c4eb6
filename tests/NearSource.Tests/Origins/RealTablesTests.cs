using System.Runtime.CompilerServices;
using Dots.Addressing;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Tests.Input;
using Support;

namespace NearSource.Tests.Origins;

/// <summary>Alone in its collection: what others allocate at the same time would be counted too.</summary>
[Collection(nameof(MeasuredCollection))]
public sealed class RealTablesTests
{
    [SharedDataFact("data/vrps/rpkiclient_summary_20250720T093135Z.json.bz2")]
    public void Real_routing_tables_and_a_real_validators_output_are_read_whole_and_take_little_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = Table();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(OriginConfidence.Confirmed, table.Find(Prefix.Parse("1.0.0.1")).Confidence);
        Assert.True(table.Count > 700_000, $"{table.Count} prefixes");
        Assert.True(bytes < 60_000_000L * table.Count / 700_000, $"{bytes} bytes for {table.Count} prefixes");
    }

    // Of its own, so that nothing it had in hand is alive when memory is counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OriginTable Table()
    {
        var rpki = RpkiReading.Read(Packed.Shared("vrps/rpkiclient_summary_20250720T093135Z.json.bz2"));
        Assert.Equal(723_521, rpki.Vrps.Length);
        Assert.Equal(100, rpki.Aspas.Length);
        return OriginTable.Of(Lines("prefix-origin/asmap-20251204-ipv4.tsv.gz").Concat(Lines("prefix-origin/asmap-20251204-ipv6.tsv.gz")), rpki.Vrps);
    }

    private static IEnumerable<Origin> Lines(string file)
    {
        using var text = new StreamReader(Unpacked.Open(Packed.Shared(file), 1 << 28));
        while (text.ReadLine() is { } line)
            if (line.Split('\t') is [var prefix, var asn])
                yield return new(Prefix.Parse(prefix), uint.Parse(asn));
    }
}
