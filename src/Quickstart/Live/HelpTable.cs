namespace Quickstart.Live;

/// <summary>What one operator was expected to drop, what it says it drops, and what its network drops.</summary>
/// <param name="Name">The member's id.</param>
/// <param name="State">What its controller said last.</param>
/// <param name="Share">Share of the attack that the plan expects there, 0..1; null when it was not asked.</param>
/// <param name="OfferedBps">The whole attack, bits/s.</param>
/// <param name="ReportedBps">What it reports as dropped, bits/s; null when it reported nothing.</param>
/// <param name="DroppedBps">What the simulated network drops there, bits/s.</param>
internal sealed record HelpRow(string Name, string State, double? Share, double OfferedBps, double? ReportedBps, double DroppedBps);

/// <summary>Expected beside reported drops, as lines of columns. Pure.</summary>
internal static class HelpTable
{
    private static readonly int[] Widths = [8, 12, 8, 14, 14, 14];

    public static IEnumerable<string> Lines(IReadOnlyCollection<HelpRow> rows)
    {
        if (rows.Count == 0)
            yield break;
        yield return "drops before the withdrawal, expected by the plan, reported, and as the simulated network counts them";
        yield return Row("helper", "state", "share", "expected", "reported", "in the network");
        foreach (var row in rows)
            yield return Row(
                Readable.Words(row.Name, 20), Readable.Words(row.State, 20), Readable.Share(row.Share), Readable.Rate(row.Share * row.OfferedBps), Readable.Rate(row.ReportedBps),
                Readable.Rate(row.DroppedBps));
    }

    private static string Row(params IEnumerable<string> cells) => "  " + string.Concat(cells.Select((c, at) => at < 2 ? c.PadRight(Widths[at]) : c.PadLeft(Widths[at] + 1))).TrimEnd();
}
