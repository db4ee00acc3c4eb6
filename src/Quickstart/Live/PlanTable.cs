using System.Globalization;
using System.Text.Json;
using Dots.Mechanism;

namespace Quickstart.Live;

/// <summary>A plan that is not carried out, as lines of columns and as one line of JSON. Pure.</summary>
internal static class PlanTable
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <param name="plan">What the orchestrator answered.</param>
    /// <param name="offeredBps">The whole attack, bits/s.</param>
    public static IEnumerable<string> Lines(MitigationOverview plan, double offeredBps)
    {
        yield return Text($"plan: {plan.Operators.Length} operators, reach {Readable.Share(plan.Reach)} of the attack, {Readable.Rate(plan.ResidueBps)} expected to be left");
        if (plan.Class is { } known)
            yield return $"  the attack is taken for {Readable.Words(known, 140)}";
        if (plan.Notes is { } notes)
            yield return $"  {Readable.Words(notes, 160)}";
        yield return Text($"  nobody can place {Readable.Share(plan.Unmapped)} of it; byte-hops saved: {Readable.Share(plan.HopsSaved)} of what all operators together could");
        yield return "  operator   share       expected  why";
        foreach (var entry in plan.Operators)
            yield return Text($"  {Readable.Words(entry.Name ?? "-", 20),-8}{Readable.Share(entry.Share),8}{Readable.Rate(entry.Share * offeredBps),15}  {Readable.Words(entry.Reason ?? "", 200)}");
        yield return JsonSerializer.Serialize(
            new
            {
                reach = plan.Reach, unmapped = plan.Unmapped, hops_saved = plan.HopsSaved, residue_bps = plan.ResidueBps, @class = plan.Class, notes = plan.Notes,
                operators = plan.Operators.Select(o => new { name = o.Name, share = o.Share, reason = o.Reason }),
            },
            Options);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
