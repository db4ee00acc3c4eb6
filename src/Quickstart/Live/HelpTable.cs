using System.Collections.Immutable;

namespace Quickstart.Live;

/// <summary>What became of a plan.</summary>
/// <param name="Class">What class of attack the plan took it for, and why; null when it does not say.</param>
/// <param name="Sightings">How many helpers told what they see of it.</param>
/// <param name="OfferedBps">The whole attack, bits/s.</param>
/// <param name="SavedHops">Traffic times the AS hops it is spared, bits/s.</param>
/// <param name="AttainableHops">The same if every helper dropped all that crosses it.</param>
/// <param name="Operators">One row a helper.</param>
internal sealed record Help(string? Class, int Sightings, double OfferedBps, double SavedHops, double AttainableHops, ImmutableArray<HelpRow> Operators);

/// <summary>What one operator was expected to drop, what it says it drops, and what its network drops.</summary>
/// <param name="Name">The member's id.</param>
/// <param name="State">What its controller said last.</param>
/// <param name="Share">Share of the attack that the plan expects there, 0..1; null when it was not asked.</param>
/// <param name="ReportedBps">What it reports as dropped, bits/s; null when it reported nothing.</param>
/// <param name="DroppedBps">What the simulated network drops there, bits/s.</param>
internal sealed record HelpRow(string Name, string State, double? Share, double? ReportedBps, double DroppedBps);

/// <summary>Expected beside reported drops, as lines of columns. Pure.</summary>
internal static class HelpTable
{
    private static readonly int[] Widths = [8, 12, 9, 15, 15, 15];

    public static IEnumerable<string> Lines(Help help)
    {
        if (help.Class is { } known)
            yield return $"the plan took it for {Readable.Words(known, 140)}";
        if (help.Sightings > 0)
            yield return $"{help.Sightings} operators told what they see of it";
        yield return "drops before the withdrawal, expected by the plan, reported, and as the simulated network counts them";
        yield return Row("helper", "state", "share", "expected", "reported", "in the network");
        foreach (var row in help.Operators)
            yield return Row(
                Readable.Words(row.Name, 20), Readable.Words(row.State, 20), Readable.Share(row.Share), Readable.Rate(row.Share * help.OfferedBps), Readable.Rate(row.ReportedBps),
                Readable.Rate(row.DroppedBps));
        yield return $"byte-hops saved: {Readable.Share(help.AttainableHops > 0 ? help.SavedHops / help.AttainableHops : null)} of what the helpers together could";
    }

    private static string Row(params IEnumerable<string> cells) => "  " + string.Concat(cells.Select((c, at) => at < 2 ? c.PadRight(Widths[at]) : c.PadLeft(Widths[at]))).TrimEnd();
}
