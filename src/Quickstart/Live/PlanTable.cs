using System.Globalization;
using System.Text.Json;
using Dots.Mechanism;

namespace Quickstart.Live;

/// <summary>A plan that is not carried out, as lines of columns and as one line of JSON. Pure.</summary>
internal static class PlanTable
{
    public static IEnumerable<string> Lines(MitigationOverview plan)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"plan: {plan.Operators.Length} operators, reach {plan.Reach * 100 ?? 0:0.0} % of the attack, {Readable.Rate(plan.ResidueBps)} expected to be left");
        if (plan.Class is { } told)
            yield return $"attack: {Readable.Words(told, 300)}{(plan.Notes is { } notes ? $" ({Readable.Words(notes, 300)})" : "")}";
        foreach (var entry in plan.Operators)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {Readable.Words(entry.Name ?? "-", 20),-8}{entry.Share * 100 ?? 0,6:0.0} %  {entry.Reason}");
        yield return JsonSerializer.Serialize(new
        {
            @class = plan.Class, notes = plan.Notes, reach = plan.Reach, residue_bps = plan.ResidueBps, operators = plan.Operators.Select(o => new { name = o.Name, share = o.Share, reason = o.Reason }),
        });
    }
}
