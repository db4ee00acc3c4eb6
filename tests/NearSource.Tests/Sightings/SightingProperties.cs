using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using NearSource.Sightings;
using NearSource.Tests.Choice;
using Support;

namespace NearSource.Tests.Sightings;

/// <summary>What holds whatever members say: true, false, or of links nobody knows.</summary>
public sealed class SightingProperties
{
    private const double Volume = 1e9;

    private static readonly Gen<Sighting> Report =
        from member in Gen.Choose(1, 16)
        from inside in Gen.Elements(0, 0, 0.1, 1, 50)
        from ingress in (from neighbour in Gen.Choose(1, 16) from share in Gen.Elements(0, 1e-6, 0.05, 0.4, 1, 100) select new Ingress((uint)neighbour, share * Volume)).ArrayOf()
        from told in Gen.Elements(true, true, true, false)
        from sampling in Gen.Elements(1, 2000, int.MaxValue)
        from port in Gen.Elements<double?>(null, null, 0, 0.2)
        select new Sighting($"op{member}", (inside * Volume) + ingress.Sum(i => i.Bps), told ? [.. ingress] : [], sampling) { PortBps = port * Volume };

    private static readonly Gen<ChoiceInput> Seen =
        from input in Choices.Random
        from reports in Report.ArrayOf()
        from volume in Gen.Elements(Volume, Volume, 1, 1e12)
        select input with { Sightings = new([.. reports], volume) };

    [Fact]
    public void Shares_never_add_up_to_more_than_there_is_and_nothing_is_negative() => Holds(input =>
    {
        var r = OperatorChoice.Choose(input);
        return r.Reach is >= 0 and <= 1 + 1e-9 && r.Caught is >= 0 && r.Caught <= r.Reach + 1e-9 && r.HopsSaved >= 0 && r.HopsSaved <= r.HopsAttainable + 1e-9
            && r.Chosen.Sum(c => c.Share) <= 1 + 1e-9
            && r.Chosen.All(c => c.Share >= 0 && c.Hops >= 0 && c.HopsLeft >= 0 && c.Sources.All(s => s.Share >= 0));
    });

    [Fact]
    public void Same_input_gives_the_same_choice() => Holds(input =>
        Same(OperatorChoice.Choose(input), OperatorChoice.Choose(input with { Routes = new(input.Routes.Graph) { Age = input.Routes.Age } })));

    [Fact]
    public void Report_of_somebody_who_cannot_be_asked_changes_nothing() => Prop.ForAll(Seen.ToArbitrary(), Report.ToArbitrary(), (input, report) =>
        Same(OperatorChoice.Choose(input), OperatorChoice.Choose(With(input, report with { Member = "stranger" })))).Check(Properties.Times(300));

    [Fact]
    public void Round_that_nobody_answered_is_as_none() => Holds(input =>
        Same(OperatorChoice.Choose(input with { Sightings = null }), OperatorChoice.Choose(input with { Sightings = input.Sightings! with { Reports = [] } })));

    [Fact]
    public void Another_member_that_says_nothing_never_lowers_the_reach() => Holds(input =>
    {
        // The last may have reported: then its report stays that of a stranger.
        if (input.Contenders.IsEmpty || input.Sightings!.Reports.Any(r => r.Member == input.Contenders[^1].Id))
            return true;
        return OperatorChoice.Choose(input with { Contenders = input.Contenders[..^1] }).Reach <= OperatorChoice.Choose(input).Reach + 1e-9;
    });

    [Fact]
    public void Doubted_are_members_that_reported() => Holds(input =>
        OperatorChoice.Choose(input).Doubts.All(d => input.Sightings!.Reports.Any(r => r.Member == d.Member) && input.Contenders.Any(c => c.Id == d.Member)));

    [Fact]
    public void Chain_of_members_is_never_summed() => Prop.ForAll(
        (from length in Gen.Choose(1, 12) from silent in Gen.Elements(true, false).ArrayOf(length) select silent).ToArbitrary(),
        silent =>
        {
            // All of the attack passes every member: 1 is the target, the last the source.
            var chain = Choices.On(string.Join(' ', Enumerable.Range(1, silent.Length + 1).Select(i => $"{i + 1}>{i}")), 1, $"{silent.Length + 2}:1",
                [.. Enumerable.Range(2, silent.Length).Select(i => (uint)i)]);
            var reports = Enumerable.Range(2, silent.Length).Where(i => !silent[i - 2]).Select(i => new Sighting($"op{i}", Volume, [new((uint)i + 1, Volume)], 2000));

            var r = OperatorChoice.Choose(chain with { Sightings = new([.. reports], Volume) });

            return Math.Abs(r.Reach - 1) < 1e-9 && Math.Abs(r.Chosen.Sum(c => c.Share) - 1) < 1e-9;
        }).Check(Properties.Times(100));

    private static ChoiceInput With(ChoiceInput input, Sighting report) =>
        input with { Sightings = input.Sightings! with { Reports = input.Sightings.Reports.Insert(input.Sightings.Reports.Length / 2, report) } };

    private static bool Same(ChoiceResult a, ChoiceResult b) =>
        a.Reach == b.Reach && a.Caught == b.Caught && a.HopsSaved == b.HopsSaved && a.Doubts.SequenceEqual(b.Doubts)
        && a.Chosen.Select(c => (c.Contender, c.Share)).SequenceEqual(b.Chosen.Select(c => (c.Contender, c.Share)));

    private static void Holds(Func<ChoiceInput, bool> property) => Prop.ForAll(Seen.ToArbitrary(), property).Check(Properties.Times(300));
}
