using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using Support;

namespace NearSource.Tests.Choice;

/// <summary>Plans on a graph that may be old: each AS may hand its traffic to another neighbour than the graph says.</summary>
public sealed class HedgingTests
{
    // Target 9 behind 7; 5 buys from 1 and 2, both equally far from it; the sources are behind 5, on both sides of it many.
    private const string Two = "7>9 1>7 2>7 1>5 2>5 5>6";

    [Fact]
    public void Both_of_two_equal_paths_are_asked_rather_than_one()
    {
        Assert.Equal(["op1"], Choices.On(Two, 9, "6:1", 1, 2).Names());
        Assert.Equal(["op1", "op2"], Old(Choices.On(Two, 9, "6:1", 1, 2)).Names());
    }

    [Fact]
    public void One_is_asked_where_both_paths_meet()
    {
        var attack = Choices.On(Two, 9, "6:1", 1, 2, 7) with { Aim = Aim.Coverage, Limits = new() { Ask = 1 } };

        Assert.Equal(["op1"], attack.Names());
        Assert.Equal(["op7"], Old(attack).Names());
        Assert.Equal(1, OperatorChoice.Choose(Old(attack)).Caught, 9);
    }

    [Fact]
    public void Who_stands_before_the_paths_part_needs_no_second() => Assert.Equal(["op5"], Old(Choices.On(Two, 9, "6:1", 1, 2, 5)).Names());

    [Fact]
    public void Only_way_is_certain_however_old_the_graph()
    {
        var attack = Old(Choices.On("1>9 1>2 2>3 3>6", 9, "6:1", 2));

        Assert.Equal(1, OperatorChoice.Choose(attack).Caught, 9);
    }

    [Fact]
    public void Older_graph_is_trusted_less()
    {
        var attack = Choices.On(Two, 9, "6:1", 1);
        double Caught(TimeSpan? age) => OperatorChoice.Choose(attack with { Routes = new(attack.Routes.Graph) { Age = age } }).Caught;

        Assert.Equal(1, Caught(TimeSpan.Zero), 9);
        Assert.InRange(Caught(TimeSpan.FromDays(100)), Caught(TimeSpan.FromDays(365)) + 1e-3, 1 - 1e-3);
        Assert.Equal(Caught(TimeSpan.FromDays(365)), Caught(null), 9);
        Assert.Equal(Caught(null), Caught(TimeSpan.FromDays(5000)), 9);
    }

    [Fact]
    public void Sources_that_may_take_either_way_stand_once_with_each_operator_and_add_up_to_themselves() =>
        Prop.ForAll(Choices.Random.ToArbitrary(), input =>
        {
            var chosen = OperatorChoice.Choose(Old(input)).Chosen;
            var total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
            return chosen.All(c => c.Sources.DistinctBy(s => s.Source).Count() == c.Sources.Length)
                && chosen.SelectMany(c => c.Sources).GroupBy(s => s.Source).All(g => g.Sum(s => s.Share) <= (input.Sources[g.Key].Weight / total) + 1e-9);
        }).Check(Properties.Times(300));

    [Fact]
    public void An_entry_for_a_source_holds_all_the_ways_it_may_take()
    {
        // Behind 1 and 2, 8 sees both ways of the source at different distances; one entry is enough.
        const string links = "8>9 7>8 1>7 2>8 1>5 2>5 5>6";
        var attack = Old(Choices.On(links, 9, "6:1", 8)) with { Limits = new() { BySource = true } };

        Assert.Equal(1, OperatorChoice.Choose(attack with { Contenders = [attack.Contenders[0] with { Sources = 1 }] }).Caught, 9);
    }

    private static ChoiceInput Old(ChoiceInput attack) => attack with { Routes = new(attack.Routes.Graph) };
}
