using System.Collections.Immutable;

namespace NearSource.Planning;

/// <summary>Asks the operators the asker listed, in its order.</summary>
internal sealed class ManualPolicy : IPlanPolicy
{
    public string Name => "manual";

    public bool ByList => true;

    public string? Refusal(PlanInput input) => input.Operators.IsEmpty ? "policy manual needs operators: the list is empty" : null;

    public Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths)
    {
        var known = eligible.ToDictionary(c => c.MemberId, StringComparer.Ordinal);
        var listed = input.Operators.Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var budget = new Budget(input.CostLimit);
        var paid = input.Operators.Distinct(StringComparer.Ordinal).Where(known.ContainsKey).Select(id => known[id]).ToLookup(budget.TryPay);
        return new(
            [.. paid[true].Select(c => (c, "listed by the asker"))],
            [.. paid[false].Select(budget.TooDear), .. eligible.Where(c => !listed.Contains(c.MemberId)).Select(c => new SkippedOperator(c.MemberId, SkipCause.NotListed, "is not on the asker's list"))]);
    }
}
