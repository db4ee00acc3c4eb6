using System.Globalization;
using NearSource.Choice;
using NearSource.Sightings;
using NearSource.Tests.Choice;

namespace NearSource.Tests.Sightings;

/// <summary>Members that are off by the same factor in all they say, and whom nobody else contradicts.</summary>
public sealed class CalibrationTests
{
    // Target 9 behind 1, who is no member; 3, 4, 5, 6 and 7 each carry what five networks send that have no other way.
    private static readonly uint[] Members = [3, 4, 5, 6, 7];
    private static readonly double[] Volumes = [0.3, 0.25, 0.2, 0.15, 0.1];
    private const double Volume = 1e9;

    [Theory]
    [InlineData(3, 100)]
    [InlineData(3, 0.01)]
    [InlineData(7, 100)]
    [InlineData(7, 0.01)]
    public void Member_that_multiplies_all_it_says_changes_no_choice_and_is_flagged(uint liar, double factor)
    {
        var (honest, lying) = (Attack(_ => 1), Attack(m => m == liar ? factor : 1));

        var (before, after) = (OperatorChoice.Choose(honest), OperatorChoice.Choose(lying));

        Assert.Equal(["op3", "op4"], honest.Names());
        Assert.Equal(["op3", "op4"], lying.Names());
        Assert.Equal(before.Caught, after.Caught, 2);
        Assert.Empty(before.Doubts);
        Assert.Equal($"op{liar}", Assert.Single(after.Doubts).Member);
        Assert.InRange(double.Parse(after.Doubts[0].Reason.Split(' ')[1], CultureInfo.InvariantCulture), 0.5 * factor, 2 * factor);
    }

    [Fact]
    public void Asker_that_is_off_itself_makes_nobody_a_liar() => Assert.Empty(OperatorChoice.Choose(Attack(_ => 20)).Doubts);

    [Fact]
    public void Errors_as_everybody_makes_are_evened_out_without_a_flag()
    {
        // By their words 4 has more than 3.
        var result = OperatorChoice.Choose(Attack(m => m == 3 ? 0.75 : m == 4 ? 1.3 : 1) with { Limits = new() { Ask = 1 } });

        Assert.Equal(0, Assert.Single(result.Chosen).Contender);
        Assert.Empty(result.Doubts);
    }

    [Fact]
    public void One_neighbour_that_sends_more_than_was_told_makes_nobody_a_liar()
    {
        var attack = Attack(_ => 1);
        var reports = attack.Sightings!.Reports;
        var more = reports[4] with { Bps = Volume, Ingress = [reports[4].Ingress[0] with { Bps = 0.92 * Volume }, .. reports[4].Ingress[1..]] };

        var result = OperatorChoice.Choose(attack with { Sightings = attack.Sightings with { Reports = [.. reports[..4], more] } });

        Assert.Empty(result.Doubts);
        Assert.Equal(4, result.Chosen[0].Contender);
    }

    [Fact]
    public void Who_says_a_hundredth_proves_of_nobody_that_it_goes_another_way()
    {
        // 40 may go by 3 or by 8, who did not answer; by the graph it goes by 3. Honest silence of 3 on 40 says that it does not, but 3 names only its largest neighbours.
        const string links = "1>9 1>3 1>8 3>31 3>32 3>33 3>34 3>40 8>40";
        var attack = Choices.On(links, 9, "31:10 32:10 33:10 34:10 40:10", 3, 8) with { Limits = new() { Ask = 1 } };
        Sighting Says(double factor) => new("op3", 0.8 * Volume * factor, [.. new uint[] { 31, 32, 33, 34 }.Select(n => new Ingress(n, 0.2 * Volume * factor))], 100_000);

        Assert.Equal(0.8, OperatorChoice.Choose(attack with { Sightings = new([Says(1)], Volume) }).Caught, 2);
        Assert.Equal(1, OperatorChoice.Choose(attack with { Sightings = new([Says(0.01)], Volume) }).Caught, 2);
    }

    [Fact]
    public void Without_told_sources_words_stand()
    {
        var attack = Attack(m => m == 3 ? 2 : 1) with { Sources = [] };

        Assert.Empty(OperatorChoice.Choose(attack).Doubts);
        Assert.Equal(["op3", "op4"], attack.Names());
    }

    private static ChoiceInput Attack(Func<uint, double> factor)
    {
        var links = string.Join(' ', Members.SelectMany(m => Behind(m).Select(n => $"{m}>{n}").Prepend($"1>{m}")).Prepend("1>9"));
        var sources = string.Join(' ', Members.SelectMany((m, i) => Behind(m).Select(n => FormattableString.Invariant($"{n}:{Volumes[i] / 5}"))));
        return Choices.On(links, 9, sources, Members) with
        {
            Limits = new() { Ask = 2 },
            Sightings = new([.. Members.Select((m, i) => Report(m, Volumes[i] * factor(m)))], Volume),
        };
    }

    private static uint[] Behind(uint member) => [.. Enumerable.Range(1, 5).Select(n => (member * 10) + (uint)n)];

    private static Sighting Report(uint member, double share) =>
        new($"op{member}", share * Volume, [.. Behind(member).Select(n => new Ingress(n, share * Volume / 5))], 2000);
}
