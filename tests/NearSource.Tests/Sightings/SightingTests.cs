using System.Collections.Immutable;
using NearSource.Choice;
using NearSource.Sightings;
using NearSource.Tests.Choice;

namespace NearSource.Tests.Sightings;

public sealed class SightingTests
{
    // Target 9 behind 1 and 2; 5 buys from 1 and 2, 6 from 5; by the graph all of 5 goes through 1, the lower number.
    private const string Two = "1>9 2>9 1>5 2>5 5>6";
    private const double Volume = 1e9;

    [Fact]
    public void What_is_seen_overrules_the_graph()
    {
        var attack = Choices.On(Two, 9, "6:1", 1, 2);

        Assert.Equal(["op1"], attack.Names());
        Assert.Equal(["op2"], With(attack, Sees("op1", 0), Sees("op2", 1, (5, 1))).Names());
    }

    [Fact]
    public void Member_that_does_not_see_what_must_pass_it_tells_of_another_way()
    {
        // 2 did not answer; 6 has no other provider than 5, and 5 hands nothing to 1.
        var attack = With(Choices.On(Two, 9, "6:1", 1, 2), Sees("op1", 0));

        Assert.Equal(["op2"], attack.Names());
    }

    [Fact]
    public void Few_samples_missing_prove_nothing()
    {
        var attack = Choices.On(Two, 9, "6:1", 1, 2);

        Assert.Equal(["op1"], (attack with { Sightings = new([Sees("op1", 0)], 1e4) }).Names());
    }

    [Fact]
    public void Without_an_answer_the_graph_stays() => Assert.Equal(["op1"], With(Choices.On(Two, 9, "6:1", 1, 2)).Names());

    [Fact]
    public void Same_traffic_seen_twice_on_one_path_is_counted_once()
    {
        // All passes 5, then 2: both see all of it.
        var attack = With(Choices.On(Two, 9, "6:1", 2, 5), Sees("op5", 1, (6, 1)), Sees("op2", 1, (5, 1)));

        var result = OperatorChoice.Choose(attack);

        Assert.Equal(1, result.Reach, 6);
        Assert.Equal(1, result.Caught, 6);
        Assert.Equal(["op5"], attack.Names());
    }

    [Fact]
    public void Volume_seen_at_a_place_outweighs_what_the_sources_told()
    {
        // By the told sources half comes from behind 3, half from behind 4; in truth nearly all from behind 4.
        const string links = "1>9 1>3 1>4 3>30 4>40";
        var attack = Choices.On(links, 9, "30:5 40:5", 3, 4) with { Limits = new() { Ask = 1 } };

        Assert.Equal(["op3"], attack.Names());
        Assert.Equal(["op4"], With(attack, Sees("op3", 0.05, (30, 0.05)), Sees("op4", 0.95, (40, 0.95))).Names());
    }

    [Fact]
    public void Traffic_that_no_source_explains_is_a_stream_of_its_own()
    {
        var attack = With(Choices.On("1>9 1>3 1>4 3>30 4>40", 9, "30:1", 3, 4), Sees("op3", 0.2, (30, 0.2)), Sees("op4", 0.8, (40, 0.8)));

        Assert.Equal(["op4", "op3"], attack.Names());
    }

    [Fact]
    public void Network_the_graph_does_not_know_is_put_where_it_was_seen()
    {
        var attack = With(Choices.On(Two, 9, "77:1", 1, 2), Sees("op2", 1, (77, 1)));

        Assert.Equal(0, OperatorChoice.Choose(Choices.On(Two, 9, "77:1", 1, 2)).Reach);
        Assert.Equal(["op2"], attack.Names());
    }

    [Fact]
    public void One_that_exaggerates_is_outvoted_by_the_next_member_and_flagged()
    {
        // 3 says forty times what it has; 1, through which all passes, says otherwise.
        const string links = "1>9 1>3 1>4 3>30 4>40";
        var attack = With(
            Choices.On(links, 9, "30:1 40:99", 1, 3, 4) with { Limits = new() { Ask = 1 } },
            Sees("op3", 0.4, (30, 0.4)), Sees("op4", 0.99, (40, 0.99)), Sees("op1", 1, (3, 0.01), (4, 0.99)));

        var result = OperatorChoice.Choose(attack);

        Assert.Equal(["op4"], attack.Names());
        Assert.Equal("op3", Assert.Single(result.Doubts).Member);
        Assert.Equal(0.99, result.Caught, 2);
    }

    [Fact]
    public void One_that_plays_down_is_outvoted_as_well()
    {
        const string links = "1>9 1>3 1>4 3>30 4>40";
        var attack = With(
            Choices.On(links, 9, "30:60 40:40", 1, 3, 4) with { Limits = new() { Ask = 1 } },
            Sees("op3", 0.006, (30, 0.006)), Sees("op4", 0.4, (40, 0.4)), Sees("op1", 1, (3, 0.6), (4, 0.4)));

        Assert.Equal(["op3"], attack.Names());
        Assert.Equal("op3", Assert.Single(OperatorChoice.Choose(attack).Doubts).Member);
    }

    [Fact]
    public void Member_that_sees_no_more_than_starts_in_it_takes_nothing_in()
    {
        // 1 names no neighbour. What it sees starts in its own network, or a good part of it does not.
        var attack = Choices.On(Two, 9, "1:1 6:9", 1, 2) with { Limits = new() { Ask = 1 } };

        Assert.Equal(["op2"], With(attack, Sees("op1", 0.1)).Names());
        Assert.Equal(["op1"], With(attack, Sees("op1", 0.5)).Names());
    }

    [Fact]
    public void What_a_member_saw_is_hardly_counted_on_with_the_next_that_did_not_answer()
    {
        // By the graph 1 has all, 3 more than half of it.
        var attack = Old(Choices.On("1>9 1>3 1>4 3>30 4>40", 9, "30:6 40:4", 1, 3)) with { Limits = new() { Ask = 1 } };

        Assert.Equal(["op3"], With(attack, Sees("op3", 0.6, (30, 0.6))).Names());
        Assert.Equal(["op1"], With(attack, Sees("op3", 0.6, (30, 0.6)), Sees("op1", 1, (3, 0.6), (4, 0.4))).Names());
    }

    [Theory]
    [InlineData(0.6, "op1")]
    [InlineData(0.05, "op3")]
    public void What_a_member_saw_does_not_go_where_far_less_comes_in(double share, string first)
    {
        // What 3 has goes to 1 through 7, by the graph.
        var attack = Old(Choices.On("1>9 1>7 7>3 1>4 3>30 4>40", 9, "30:6 40:4", 1, 3)) with { Limits = new() { Ask = 1 } };

        Assert.Equal([first], With(attack, Sees("op3", 0.6, (30, 0.6)), Sees("op1", share + 0.4, (7, share), (4, 0.4))).Names());
    }

    [Fact]
    public void Of_members_that_save_about_as_much_by_an_old_graph_the_one_that_catches_more_goes_first()
    {
        // 3 spares 45 of 105 three hops, 2 spares 60 of them two.
        var attack = Choices.On("1>9 1>5 5>3 3>30 1>2 2>40", 9, "30:45 40:60", 2, 3) with { Limits = new() { Ask = 1 } };
        var told = With(attack, Sees("op3", 0.43, (30, 0.43)), Sees("op2", 0.57, (40, 0.57)));

        Assert.Equal(["op3"], told.Names());
        Assert.Equal(["op2"], Old(told).Names());
    }

    [Fact]
    public void Nobody_sees_more_than_its_ports_carry_or_than_the_attack()
    {
        var attack = With(Choices.On("1>9 1>3 1>4 3>30 4>40", 9, "30:50 40:50", 3, 4), Sees("op3", 30, (30, 30)), Sees("op4", 0.5, (40, 0.5)) with { PortBps = 0.1 * Volume });

        var result = OperatorChoice.Choose(attack);

        Assert.Equal(["op3", "op4"], result.Doubts.Select(d => d.Member));
        Assert.Contains("the whole attack", result.Doubts[0].Reason);
        Assert.Contains("its ports", result.Doubts[1].Reason);
        Assert.InRange(result.Caught, 0.7, 1);
    }

    [Fact]
    public void Reports_of_strangers_and_second_reports_are_left_out()
    {
        var attack = With(Choices.On(Two, 9, "6:1", 1, 2), Sees("op1", 1, (5, 1)), Sees("op1", 0), Sees("op99", 1, (5, 1)), Sees("op2", 0));

        Assert.Equal(["op1"], attack.Names());
    }

    /// <summary>Planned on a graph of which nobody knows how old it is.</summary>
    private static ChoiceInput Old(ChoiceInput attack) => attack with { Routes = new(attack.Routes.Graph) };

    private static ChoiceInput With(ChoiceInput attack, params Sighting[] reports) => attack with { Sightings = new([.. reports], Volume) };

    /// <summary>A report in shares of the attack.</summary>
    private static Sighting Sees(string member, double share, params (uint Neighbour, double Share)[] ingress) =>
        new(member, share * Volume, [.. ingress.Select(i => new Ingress(i.Neighbour, i.Share * Volume))], 2000);
}
