using System.Collections.Immutable;

namespace NearSource.Planning;

/// <summary>Asks every eligible operator, by member id.</summary>
internal sealed class BroadcastPolicy : IPlanPolicy
{
    public string Name => "broadcast";

    public Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths)
    {
        var budget = new Budget(input.CostLimit);
        var paid = eligible.ToLookup(budget.TryPay);
        return new([.. paid[true].Select(c => (c, "everybody is asked"))], [.. paid[false].Select(budget.TooDear)]);
    }
}
