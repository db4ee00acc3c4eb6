using System.Text.Json.Nodes;
using Orchestrator.Gateway.Configuration;

namespace Conformance.Tests.NearSource;

/// <summary>
/// Many small Internets in one, each with an asker of its own (101, 201, ...) and an answer that can be seen by eye. At most three operators are asked.
/// </summary>
public sealed class PathWorld : PlanningWorld
{
    protected override string Relations =>
        // 110 stands before the target, 130 and 131 before the sources 150 and 151; 152 meets only 110.
        "110|101|-1 120|110|-1 120|130|-1 120|131|-1 130|150|-1 131|151|-1 120|152|-1 " +

        // Five far operators, and 210 before the target.
        "210|201|-1 220|210|-1 220|230|-1 220|231|-1 220|232|-1 220|233|-1 220|234|-1 230|250|-1 231|251|-1 232|252|-1 233|253|-1 234|254|-1 " +

        // Four that are alike but for what they cost.
        "320|301|-1 320|330|-1 320|331|-1 320|332|-1 320|333|-1 330|350|-1 331|351|-1 332|352|-1 333|353|-1 " +

        // Each far operator has a reason of its own why it cannot be asked; 420 stands behind all of them.
        "420|401|-1 420|430|-1 420|431|-1 420|432|-1 420|433|-1 420|434|-1 420|435|-1 420|437|-1 420|438|-1 " +
        "430|450|-1 431|451|-1 432|452|-1 433|453|-1 434|454|-1 435|455|-1 437|457|-1 438|458|-1 " +

        // Peers: 520 and 510 once, 560 and 520 once more. 540 has a longer way by customers (541, 542) and a shorter one by its peer 510. 546 has two equal ways up.
        "510|501|-1 510|520|0 520|530|-1 530|550|-1 560|520|0 560|561|-1 " +
        "540|541|-1 541|542|-1 542|501|-1 540|510|0 540|545|-1 547|546|-1 548|546|-1 510|547|-1 510|548|-1 546|549|-1 " +

        // 660 is in no origin table, 661 in no graph.
        "620|601|-1 620|630|-1 620|631|-1 620|632|-1 630|650|-1 631|651|-1 632|652|-1 620|660|-1 " +

        // No operator on the path, a scrubber beside it.
        "720|701|-1 720|750|-1 721|770|-1 720|721|-1 720|702|-1 " +

        // 920 is an operator and asks; 921 is its customer.
        "910|920|-1 910|930|-1 930|950|-1 920|951|-1";

    protected override int[] Askers => [101, 201, 301, 401, 501, 601, 701, 702];

    protected override int[] Operators =>
    [
        110, 130, 131, 210, 230, 231, 232, 233, 234, 330, 331, 332, 333, 420, 430, 431, 432, 433, 434, 435, 436, 438, 510, 530, 542, 547, 548, 560, 630, 631, 632, 770, 920, 930,
    ];

    protected override int[] MoreOrigins => [661];

    protected override int[] Unmapped => [660];

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Ask = 3, Topology = files.Topology, Origins = files.Origins };

    protected override bool Registered(int asn) => asn is not (433 or 435);

    protected override void Member(int asn, JsonObject member)
    {
        if (asn is 434 or 435)
            member["state"] = asn == 434 ? "pending" : "suspended";
    }

    protected override string Registers(int asn) => asn switch
    {
        330 => """{"cost":5}""",
        331 or 332 or 333 => """{"cost":1}""",
        430 => """{"rules_free":0}""",
        431 => """{"ip_versions":["v4"]}""",
        432 => """{"countermeasures":["blackhole"]}""",
        438 => """{"countermeasures":["mitigation","blackhole","flowspec"]}""",
        436 => """{"asns":[436,437]}""",
        770 => """{"kind":"scrubber","scrub_bps":4000000000}""",
        _ => "{}",
    };

    protected override JsonObject? AskerRegistration(int asn)
    {
        var body = base.AskerRegistration(asn)!;
        body["countermeasures"] = "all";
        if (asn == 702)
            (body["protected_zone"]![0]!["ipv4_CIDR"], body["tunnel_information"]) = ("20.7.2.0/25", "GRE 20.7.2.250");
        return body;
    }
}

/// <summary>One world for all tests of hand-made paths: those that order anything keep apart by target.</summary>
[CollectionDefinition(Name)]
public sealed class Paths : ICollectionFixture<PathWorld>
{
    public const string Name = "paths";
}
