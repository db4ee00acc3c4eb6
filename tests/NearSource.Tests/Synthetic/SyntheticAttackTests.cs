using Dots.Addressing;
using NearSource.Attacks;
using NearSource.Synthetic;

namespace NearSource.Tests.Synthetic;

public sealed class SyntheticAttackTests
{
    private static readonly Lazy<SyntheticInternet> Internet = new(() => SyntheticInternet.Generate(new() { Ases = 5000 }));

    private static readonly Prefix Target4 = Internet.Value.PrefixesOf(Consortia.RandomStubs(Internet.Value.Graph, 1)[0])[0];

    [Theory]
    [InlineData(AttackClass.Direct)]
    [InlineData(AttackClass.Reflection)]
    [InlineData(AttackClass.Spoofed)]
    public void Attack_is_taken_for_what_it_is(AttackClass sort)
    {
        var attack = SyntheticAttack.Make(Internet.Value, new() { Class = sort });
        var target = Prefix.Create(Target4.Bits, 32, v6: false);

        Assert.Equal(sort, AttackClassifier.Classify(attack.On(target), attack.Sources, Internet.Value.Origins).Class);
    }

    [Theory]
    [InlineData(AttackClass.Direct, false)]
    [InlineData(AttackClass.Direct, true)]
    [InlineData(AttackClass.Reflection, false)]
    [InlineData(AttackClass.Reflection, true)]
    public void Sources_stand_in_the_space_of_those_who_send(AttackClass sort, bool six)
    {
        var attack = SyntheticAttack.Make(Internet.Value, new() { Class = sort, IPv6 = six, VolumeBps = 1e10 });

        var byOrigin = attack.Sources.GroupBy(s => Assert.Single(Internet.Value.Origins.Find(s.Prefix).Asns)).ToDictionary(g => g.Key, g => (Bps: g.Sum(s => s.Bps!.Value), Count: g.Count()));
        Assert.Equal(attack.Senders.Select(s => s.Asn), byOrigin.Keys.Order());
        Assert.All(attack.Senders, s => Assert.Equal((s.Weight, s.Sources), (byOrigin[s.Asn].Bps, byOrigin[s.Asn].Count)));
        Assert.Equal(1e10, attack.Senders.Sum(s => s.Weight), 1.0);
        Assert.Equal(attack.Sources.Length, attack.Sources.Select(s => s.Prefix).Distinct().Count());
        Assert.All(attack.Sources, s => Assert.True(s.Prefix.IsAddress && s.Prefix.IsIPv6 == six));
    }

    [Fact]
    public void Forged_sources_tell_nothing_of_who_sends()
    {
        var attack = SyntheticAttack.Make(Internet.Value, new() { Class = AttackClass.Spoofed, Sources = 10_000 });

        Assert.Equal(10_000, attack.Sources.Length);
        Assert.InRange(attack.Senders.Length, 1, 50);
        var senders = attack.Senders.Select(s => s.Asn).ToHashSet();
        Assert.InRange(attack.Sources.Count(s => Internet.Value.Origins.Find(s.Prefix).Asns.Any(senders.Contains)), 0, 2500);
        Assert.Equal(attack.Senders.Sum(s => s.Weight), attack.Sources.Sum(s => s.Bps!.Value), 1.0);
    }

    [Fact]
    public void Few_networks_have_most_of_a_botnet_as_black_lists_say()
    {
        var internet = SyntheticInternet.Generate(new() { Ases = 50_000 });
        var attack = SyntheticAttack.Make(internet, new() { Sources = 100_000 });

        // Of IPsum's addresses the ten ASes with most have 31 %, the hundred 63 %, the thousand 88 %.
        var (sorted, all) = (attack.Senders.Select(s => s.Sources).OrderDescending().ToArray(), attack.Sources.Length);
        Assert.InRange(all, 95_000, 100_000);
        Assert.InRange(sorted.Take(10).Sum() / (double)all, 0.25, 0.36);
        Assert.InRange(sorted.Take(100).Sum() / (double)all, 0.57, 0.69);
        Assert.InRange(sorted.Take(1000).Sum() / (double)all, 0.82, 0.94);
    }

    [Fact]
    public void Same_seed_makes_the_same_attack_and_another_seed_another()
    {
        SyntheticAttack Make(int seed) => SyntheticAttack.Make(Internet.Value, new() { Seed = seed, Sources = 2000 });

        Assert.Equal(Make(3).Sources.AsEnumerable(), Make(3).Sources);
        Assert.Equal(Make(3).Senders.AsEnumerable(), Make(3).Senders);
        Assert.NotEqual(Make(3).Senders.AsEnumerable(), Make(4).Senders);
    }

    [Theory]
    [InlineData(AttackClass.Unknown, 10)]
    [InlineData(AttackClass.Direct, 0)]
    [InlineData(AttackClass.Spoofed, AttackOptions.MostSources + 1)]
    public void What_cannot_be_made_is_refused(AttackClass sort, int sources) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticAttack.Make(Internet.Value, new() { Class = sort, Sources = sources }));

    [Fact]
    public void Smallest_Internet_can_be_attacked_in_every_way()
    {
        var small = SyntheticInternet.Generate(new() { Ases = SyntheticOptions.Fewest });

        foreach (var sort in (AttackClass[])[AttackClass.Direct, AttackClass.Reflection, AttackClass.Spoofed])
            Assert.NotEmpty(SyntheticAttack.Make(small, new() { Class = sort }).Senders);
    }
}
