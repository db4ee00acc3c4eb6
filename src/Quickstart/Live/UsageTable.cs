using Orchestrator.Gateway.Usage;

namespace Quickstart.Live;

/// <summary>Who helped whom, as lines of columns: the helper's figures, and beside them what the asker itself measured. Pure.</summary>
internal static class UsageTable
{
    private static readonly int[] Widths = [8, 7, 9, 12, 12, 12, 12, 12, 15];

    public static IEnumerable<string> Lines(IReadOnlyCollection<UsageRecord> records)
    {
        if (records.Count == 0)
            yield break;
        yield return "usage, from the ledger";
        yield return Row("helper", "asker", "helped", "dropped", "packets", "at most", "let through", "at most", "asker's peak");
        foreach (var record in records)
            yield return Row(
                Readable.Words(record.Operator, 20), Readable.Words(record.Asker, 20), Readable.Age(record.To - record.From),
                Readable.Bits(record.DroppedBits), Readable.Packets(record.DroppedPackets), Readable.Rate(record.PeakDroppedBps),
                Readable.Bits(record.ForwardedBits), Readable.Rate(record.PeakForwardedBps), Readable.Rate(record.AskerPeakBps ?? record.AskerBps));
    }

    private static string Row(params IEnumerable<string> cells) => "  " + string.Concat(cells.Select((c, at) => at < 2 ? c.PadRight(Widths[at]) : c.PadLeft(Widths[at]))).TrimEnd();
}
