using System.Collections.Immutable;

namespace NearSource.Planning;

/// <summary>Asks every eligible operator, by member id.</summary>
internal sealed class BroadcastPolicy : IPlanPolicy
{
    public string Name => "broadcast";

    public Choice Choose(PlanInput input, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths) => new([.. eligible.Select(c => (c, "everybody is asked"))], []);
}
