using Orchestrator.Gateway.Configuration;

namespace Conformance.Tests.NearSource;

/// <summary>Five far operators and one before the target, of which two are asked: who is lost can be replaced.</summary>
public sealed class ChangeWorld : PlanningWorld
{
    public const string Graph = "110|101|-1 120|110|-1 120|130|-1 120|131|-1 120|132|-1 120|133|-1 130|150|-1 131|151|-1 132|152|-1 133|153|-1 120|134|-1 134|154|-1";

    protected override string Relations => Graph;

    protected override int[] Askers => [101];

    protected override int[] Operators => [110, 130, 131, 132, 133, 134];

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Ask = 2, Topology = files.Topology, Origins = files.Origins };
}
