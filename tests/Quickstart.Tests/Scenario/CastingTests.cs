using System.Text.Json.Nodes;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Synthetic;
using Quickstart.Attacks;
using Quickstart.Internet;
using Quickstart.Scenario;
using Support;

namespace Quickstart.Tests.Scenario;

/// <summary>Which networks play op1 to op8.</summary>
public sealed class CastingTests
{
    private static readonly SimulatedInternet Internet = Synthetic(600, 1);
    private static readonly Attack Attack = BuiltInAttack.Reflection(Internet);

    [Fact]
    public void Asker_is_an_edge_network_and_helpers_are_transit_networks_each_with_space_of_its_own()
    {
        var cast = Casting.Of(Internet, Attack).Cast!;

        Assert.Equal(["op1", "op2", "op3", "op4", "op5", "op6", "op7", "op8"], cast.Parts.Select(p => p.Name));
        Assert.Equal(8, cast.Parts.DistinctBy(p => p.Asn).Count());
        var graph = Internet.Graph;
        Assert.Equal((0, 2), (graph.Customers(graph.IndexOf(cast.Asker.Asn)).Length, graph.Providers(graph.IndexOf(cast.Asker.Asn)).Length));
        Assert.All(cast.Helpers, p => Assert.NotEqual(0, graph.Customers(graph.IndexOf(p.Asn)).Length));
        Assert.All(cast.Parts, p => Assert.Equal((24, 48, p.Asn, p.Asn), (p.V4.Length, p.V6.Length, Internet.HomeOf(p.V4), Internet.HomeOf(p.V6))));
        Assert.Equal(cast.Parts.AsEnumerable(), Casting.Of(Internet, Attack).Cast!.Parts);
    }

    [Fact]
    public void Victim_is_an_address_of_customer1_whose_space_is_the_upper_half_of_op1s()
    {
        var cast = new Cast([new("op1", 1, Prefix.Parse("20.0.3.0/24"), Prefix.Parse("2a00:1:2::/48"))]);

        Assert.Equal(["20.0.3.128/25", "2a00:1:2:8000::/49"], cast.CustomerPrefixes.Select(p => p.ToString()));
        Assert.Equal(("20.0.3.200/32", "2a00:1:2:8000::c8/128"), (cast.Victim(false).ToString(), cast.Victim(true).ToString()));
    }

    [Fact]
    public void Those_who_help_carry_more_than_those_who_do_not()
    {
        var cast = Casting.Of(Internet, Attack).Cast!;
        var plane = new Quickstart.DataPlane.SimulatedDataPlane(Internet, cast.Operators, Attack, cast.Victim(false), new ManualTime());

        foreach (var helper in cast.Helpers)
            plane.Apply(helper.Name, "f", Attack.Signature.To(plane.Target));
        var dropped = cast.Helpers.ToDictionary(p => p.Name, p => plane.Read(p.Name).Dropped.Now.Bps);

        Assert.All((string[])["op2", "op3", "op6", "op8"], helps => Assert.All((string[])["op4", "op5", "op7"], not => Assert.True(dropped[helps] >= dropped[not], $"{helps} {dropped[helps]} {not} {dropped[not]}")));
        Assert.True(dropped["op2"] > 0);
    }

    [Fact]
    public void Internet_without_room_for_the_operators_is_refused()
    {
        var onlyV4 = new SimulatedInternet("no IPv6", Internet.Graph, OriginTable.Of(Internet.Origins.Announced.Where(o => o.Prefix.IsIPv4)));

        var (cast, refusal) = Casting.Of(onlyV4, Attack);

        Assert.Null(cast);
        Assert.StartsWith("no IPv6: an edge network with 2 providers and 7 transit networks", refusal);
    }

    [Fact]
    public void Stored_operators_stay_whatever_is_attacked_and_change_only_with_the_Internet()
    {
        using var data = new TempFolder();
        var cast = Casting.Of(Internet, Attack).Cast!;
        Assert.Null(StoredCast.Read(data.File("consortium.json"), Internet));
        _ = new SimulatedConsortium(data.Path, cast, TimeProvider.System);
        var written = JsonNode.Parse(File.ReadAllText(data.File("consortium.json")))!;
        ((JsonArray)written["members"]!).Add(new JsonObject { ["id"] = "op9", ["kind"] = "operator", ["asns"] = new JsonArray(7) });
        File.WriteAllText(data.File("consortium.json"), written.ToJsonString());

        Assert.Equal(cast.Parts.AsEnumerable(), StoredCast.Read(data.File("consortium.json"), Internet)!.Parts);

        var other = Synthetic(600, 2);
        Assert.Null(StoredCast.Read(data.File("consortium.json"), other));
        var moved = Casting.Of(other, BuiltInAttack.Reflection(other)).Cast!;
        StoredCast.Write(data.File("consortium.json"), moved);
        Assert.Equal(moved.Parts.AsEnumerable(), StoredCast.Read(data.File("consortium.json"), other)!.Parts);
        var members = (JsonArray)JsonNode.Parse(File.ReadAllText(data.File("consortium.json")))!["members"]!;
        Assert.Equal(7, (int)members.Single(m => (string)m!["id"]! == "op9")!["asns"]![0]!);
        Assert.Equal(moved.CustomerPrefixes.Select(p => p.ToString()), members.Single(m => (string)m!["id"]! == "customer1")!["zones"]!.AsArray().Select(z => (string)z!));
        Assert.Equal(written["members"]![1]!["keys"]!.ToJsonString(), members[1]!["keys"]!.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{ \"members\": 7 }")]
    [InlineData("{ \"members\": [ 7, { \"id\": 7 }, { \"id\": \"op1\", \"asns\": [ \"x\" ], \"zones\": [ 3 ] } ] }")]
    public void Stored_file_that_names_no_operators_is_left_to_the_orchestrator(string content)
    {
        using var data = new TempFolder();
        File.WriteAllText(data.File("consortium.json"), content);

        Assert.Null(StoredCast.Read(data.File("consortium.json"), Internet));
        StoredCast.Write(data.File("consortium.json"), Casting.Of(Internet, Attack).Cast!);
    }

    private static SimulatedInternet Synthetic(int ases, int seed)
    {
        var made = SyntheticInternet.Generate(new() { Ases = ases, Seed = seed });
        return new($"synthetic {seed}", made.Graph, made.Origins);
    }
}
