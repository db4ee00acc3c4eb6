using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using NearSource.Planning;
using NearSource.Routes;
using Support;

namespace NearSource.Tests.Choice;

public sealed class OperatorChoiceTests
{
    // 9 is the target behind 1; 10, 11 behind 2; 12 behind 3; all meet at 1.
    private const string Star = "1>9 1>2 1>3 2>10 2>11 3>12";

    [Fact]
    public void Shares_of_equal_sources_never_add_up_to_more_than_the_whole()
    {
        for (var count = 1; count <= 100; count++)
        {
            var stubs = Enumerable.Range(100, count).ToArray();
            var attack = Choices.On($"1>9 {string.Join(' ', stubs.Select(s => $"1>{s}"))}", 9, string.Join(' ', stubs.Select(s => $"{s}:1")), 1);

            var result = OperatorChoice.Choose(attack);

            Assert.InRange(result.Reach, 0.999999, 1);
            Assert.InRange(result.Caught, 0.999999, 1);
        }
    }

    [Fact]
    public void Byte_hops_picks_near_the_sources_and_coverage_next_to_the_target()
    {
        var attack = Choices.On(Star, 9, "10:1 11:1 12:1", 1, 2, 3) with { Limits = new() { Ask = 1 } };

        Assert.Equal(["op2"], (attack with { Aim = Aim.ByteHops }).Names());
        Assert.Equal(["op1"], (attack with { Aim = Aim.Coverage }).Names());
        Assert.Equal(["op2", "op3"], (attack with { Limits = new() }).Names());
    }

    [Fact]
    public void Shares_count_each_source_once_at_the_chosen_nearest_to_it_and_reach_counts_members_only()
    {
        var result = OperatorChoice.Choose(Choices.On(Star, 9, "10:1 11:1 12:1 3:1 99:1", 2, 1) with { Unmapped = 1, Limits = new() { Ask = 2 } });

        Assert.Equal([2, 2], result.Chosen.Select(c => Math.Round(c.Share * 6, 9)));
        Assert.Equal(4 / 6.0, result.Reach, 9);
        Assert.Equal(4 / 6.0, result.Caught, 9);
        Assert.Equal(1, result.Chosen[0].Hops, 9);
        Assert.Equal(2, result.Chosen[0].HopsLeft, 9);
        Assert.Equal([(0, 0.0), (1, 0.0), (2, 1 / 6.0), (3, 1 / 6.0)], result.Chosen[1].Sources.AsEnumerable());
    }

    [Fact]
    public void Choosing_stops_when_the_residue_fits()
    {
        var attack = Choices.On(Star, 9, "10:8 12:2", 1, 2, 3);

        Assert.Equal(["op2"], (attack with { Limits = new() { Residue = 0.2 } }).Names());
        Assert.Equal(["op2", "op3"], (attack with { Limits = new() { Residue = 0.19 } }).Names());
    }

    [Fact]
    public void Last_place_goes_to_one_labelled_backstop_when_the_residue_would_not_fit()
    {
        var attack = Choices.On("1>9 1>2 1>3 1>4 2>10 3>11 4>12", 9, "10:4 11:3 12:3", 1, 10, 11, 12) with { Limits = new() { Ask = 2, Residue = 0.1 } };

        var result = OperatorChoice.Choose(attack);

        Assert.Equal(["op10", "op1"], result.Chosen.Select(c => attack.Contenders[c.Contender].Id));
        Assert.Equal([false, true], result.Chosen.Select(c => c.Backstop));
        Assert.Equal(1, result.Caught, 9);
    }

    [Theory]
    [InlineData(0.1, "op1", true)]
    [InlineData(0.05, "op2", false)]
    [InlineData(null, "op2", false)]
    public void Only_place_goes_to_who_saves_most_unless_the_backstop_alone_is_enough(double? residue, string chosen, bool backstop)
    {
        // All but 7 % crosses op1, next to the target.
        var attack = Choices.On(Star, 9, "10:35 11:35 12:23", 1, 2, 3) with { Unmapped = 7, Limits = new() { Ask = 1, Residue = residue } };

        var result = OperatorChoice.Choose(attack).Chosen.Single();

        Assert.Equal((chosen, backstop), (attack.Contenders[result.Contender].Id, result.Backstop));
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.45, true)]
    [InlineData(1.0, null)]
    [InlineData(null, false)]
    public void Who_spares_no_hops_is_asked_where_places_are_left_and_is_the_backstop_where_too_much_is_known_to_be_left(double? residue, bool? backstop)
    {
        // To the scrubbers is as far as to the target; each cleans at most 60 %.
        var attack = Choices.On("1>9 1>2 2>10 1>30 1>31", 9, "10:1") with { Limits = new() { Residue = residue } };
        attack = attack with { Contenders = [.. ((uint[])[30, 31]).Select(asn => new Contender($"scrub{asn}", [asn], OperatorKind.Scrubber) { Capacity = 0.6 })] };

        var result = OperatorChoice.Choose(attack);

        Assert.Equal(residue switch { 1.0 => [], 0.45 => ["scrub30"], _ => ["scrub30", "scrub31"] }, result.Chosen.Select(c => attack.Contenders[c.Contender].Id));
        Assert.Equal(backstop is true ? 1 : 0, result.Chosen.Count(c => c.Backstop));
        Assert.All(result.Chosen.SkipLast(1), c => Assert.False(c.Backstop));
    }

    [Fact]
    public void Who_spares_no_hops_takes_no_place_from_who_does()
    {
        var attack = Choices.On("1>9 1>2 2>10 1>30", 9, "10:1", 2) with { Limits = new() { Ask = 1 } };
        attack = attack with { Contenders = [new("scrub", [30], OperatorKind.Scrubber), .. attack.Contenders] };

        Assert.Equal(["op2"], attack.Names());
        Assert.Equal(["op2"], (attack with { Limits = new() { Ask = 2 } }).Names());
        Assert.Equal(["op2", "scrub"], (attack with { Limits = new() { Ask = 2 }, Sources = [new(10, 1), new(1, 1)] }).Names());
    }

    [Fact]
    public void Who_stands_keeps_its_place_and_others_are_chosen_beside_it()
    {
        var attack = Choices.On(Star, 9, "10:5 11:5 12:4 1:1", 1, 2, 3) with { Limits = new() { Ask = 1 } };
        ChoiceInput Standing(int at, Func<Contender, Contender>? change = null) =>
            attack with { Contenders = attack.Contenders.SetItem(at, (change ?? (c => c))(attack.Contenders[at] with { Standing = true, Cost = 9 })), Limits = attack.Limits with { Cost = 1 } };

        Assert.Equal(["op1", "op2"], Standing(0).Names());
        Assert.Equal(["op2", "op3"], Standing(1).Names());
        Assert.Equal(["op2"], Standing(0, c => c with { Reachable = false }).Names());

        // What stands is enough, or is not: the backstop takes no place of it.
        Assert.Equal(["op1"], (Standing(0) with { Limits = new() { Ask = 1, Residue = 0 } }).Names());
        Assert.Equal(["op3", "op1"], (Standing(2) with { Limits = new() { Ask = 1, Residue = 0 } }).Names());
    }

    [Fact]
    public void Filter_entries_limit_what_an_operator_is_good_for()
    {
        var attack = Choices.On(Star, 9, "10:5 11:5 12:8", 2, 3);
        attack = attack with { Limits = new() { Ask = 1, BySource = true }, Contenders = [attack.Contenders[0] with { Sources = 1 }, attack.Contenders[1]] };

        Assert.Equal(["op3"], attack.Names());
        Assert.Equal(["op2"], (attack with { Limits = new() { Ask = 1 } }).Names());
    }

    [Fact]
    public void Capacity_limits_what_an_operator_takes_in()
    {
        var attack = Choices.On(Star, 9, "10:5 11:5", 2);
        var result = OperatorChoice.Choose(attack with { Contenders = [attack.Contenders[0] with { Capacity = 0.3 }] });

        Assert.Equal(0.3, result.Caught, 9);
        Assert.Equal(0.3, result.Chosen[0].Share, 9);
    }

    [Fact]
    public void Budget_leaves_out_who_would_exceed_it_and_equals_go_by_cost()
    {
        var attack = Choices.On(Star, 9, "10:5 12:4", 2, 3);
        var priced = attack with { Contenders = [attack.Contenders[0] with { Cost = 7 }, attack.Contenders[1] with { Cost = 2 }] };

        Assert.Equal(["op3"], (priced with { Limits = new() { Cost = 5 } }).Names());
        Assert.Equal(["op3", "op2"], (priced with { Sources = [new(10, 4), new(12, 4)] }).Names());
    }

    [Fact]
    public void One_that_does_not_answer_is_chosen_after_those_that_do()
    {
        var attack = Choices.On(Star, 9, "10:5 12:4", 2, 3);

        Assert.Equal(["op3", "op2"], (attack with { Contenders = [attack.Contenders[0] with { Reachable = false }, attack.Contenders[1]] }).Names());
    }

    [Fact]
    public void Exchange_stands_between_its_peers_and_a_scrubber_beside_every_path()
    {
        // 20 is an exchange where 2 and 3 peer; 30 scrubs, one hop above 2.
        const string links = "2>10 3>9 2=3 20=2 20=3 30>2 30>3";
        var attack = Choices.On(links, 9, "10:1");

        var exchange = OperatorChoice.Choose(attack with { Contenders = [new("ix", [20], OperatorKind.Exchange)] });
        var given = OperatorChoice.Choose(attack with { Contenders = [new("ix", [], OperatorKind.Exchange) { Participants = [2, 3] }] });
        var nobody = OperatorChoice.Choose(attack with { Contenders = [new("ix", [], OperatorKind.Exchange) { Participants = [3, 9] }] });
        var scrubber = OperatorChoice.Choose(attack with { Contenders = [new("scrub", [30], OperatorKind.Scrubber)] });

        Assert.Equal((1.0, 1.0), (exchange.Caught, exchange.HopsSaved));
        Assert.Equal((1.0, 1.0), (given.Caught, given.HopsSaved));
        Assert.Equal(0, nobody.Reach);
        Assert.Equal((1.0, 1.0), (scrubber.Caught, scrubber.HopsSaved));
    }

    [Fact]
    public void Target_the_graph_does_not_know_is_told() => Assert.False(OperatorChoice.Choose(Choices.On(Star, 77, "10:1", 2)).Routed);

    [Fact]
    public void Nobody_is_chosen_twice_and_limits_are_kept() => Holds(input =>
    {
        var chosen = OperatorChoice.Choose(input).Chosen;
        return chosen.DistinctBy(c => c.Contender).Count() == chosen.Length && chosen.Length <= input.Limits.Ask
            && (input.Limits.Cost is not { } most || chosen.Sum(c => input.Contenders[c.Contender].Cost) <= most)
            && chosen.All(c => c.Share <= (input.Contenders[c.Contender].Capacity ?? 1) + 1e-9)
            && chosen.Count(c => c.Backstop) <= 1;
    });

    [Fact]
    public void Figures_are_shares_in_order() => Holds(input =>
    {
        var r = OperatorChoice.Choose(input);
        return r.Caught <= r.Reach + 1e-9 && r.Reach <= 1 + 1e-9 && r.HopsSaved <= r.HopsAttainable + 1e-9
            && r.Chosen.All(c => c.Share >= 0 && c.Hops >= 0 && c.HopsLeft >= 0)
            && (input.Limits.BySource || Math.Abs(r.Chosen.Sum(c => c.Share) - r.Caught) < 1e-9 || input.Contenders.Any(c => c.Capacity is not null));
    });

    [Fact]
    public void Same_input_gives_the_same_choice() => Holds(input =>
    {
        var (one, other) = (OperatorChoice.Choose(input), OperatorChoice.Choose(input with { Routes = new(input.Routes.Graph) { Age = input.Routes.Age } }));
        return one.Caught == other.Caught && one.Chosen.Select(c => (c.Contender, c.Share)).SequenceEqual(other.Chosen.Select(c => (c.Contender, c.Share)));
    });

    [Fact]
    public void Another_member_never_lowers_the_reach() => Holds(input =>
        input.Contenders.IsEmpty || OperatorChoice.Choose(input with { Contenders = input.Contenders[..^1] }).Reach <= OperatorChoice.Choose(input).Reach + 1e-9);

    private static void Holds(Func<ChoiceInput, bool> property) => Prop.ForAll(Choices.Random.ToArbitrary(), property).Check(Properties.Times(300));
}
