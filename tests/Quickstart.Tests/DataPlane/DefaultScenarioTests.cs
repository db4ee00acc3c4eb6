using Dots.Addressing;
using Quickstart.Attacks;
using Quickstart.Internet;
using Support;

namespace Quickstart.Tests.DataPlane;

/// <summary>The numbers of the default scenario: the asker's link takes a quarter of the attack.</summary>
public sealed class DefaultScenarioTests
{
    private static readonly string[] Helping = ["op2", "op3", "op4", "op6", "op8"];
    private static readonly string[] All = ["op2", "op3", "op4", "op5", "op6", "op7", "op8"];

    [Fact]
    public void Helpers_bring_the_residue_of_the_built_in_attack_to_half_the_link()
    {
        var playing = new Playing();

        Assert.Equal(1, playing.ResidueWith(), 9);
        Assert.Equal(0.12, playing.ResidueWith(Helping), 9);
        Assert.Equal(0.21, playing.ResidueWith("op2", "op3", "op4", "op6"), 9);
        Assert.Equal(0.22, playing.ResidueWith("op2", "op3", "op4", "op8"), 9);
        Assert.Equal(0.31, playing.ResidueWith("op2", "op3", "op4"), 9);
        Assert.Equal(0.05, playing.ResidueWith(All), 9);
        Assert.Equal(0.95, playing.Plane.CrossesMember(All), 9);
        Assert.Equal(1, playing.Plane.CrossesMember(["op1"]), 9);
    }

    [SharedDataFact("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")]
    public void Helpers_bring_the_residue_of_the_real_SNMP_reflection_below_the_link_even_without_op6_or_op8()
    {
        var file = SharedData.Find("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")!;
        var playing = new Playing(AttackFlows.Of(FingerprintReader.Read(file).Fingerprint!));

        Assert.InRange(playing.ResidueWith(Helping), 0.10, 0.18);
        Assert.InRange(playing.ResidueWith("op2", "op3", "op4", "op6"), 0.18, 0.25);
        Assert.InRange(playing.ResidueWith("op2", "op3", "op4", "op8"), 0.18, 0.26);
        Assert.InRange(playing.Plane.CrossesMember(All), 0.92, 0.98);
    }

    [SharedDataFact("data/attacks")]
    public void Narrower_match_stops_as_much_of_every_real_attack()
    {
        foreach (var file in Directory.GetFiles(SharedData.Find("data/attacks")!, "*.fingerprint.json.gz"))
        {
            var playing = new Playing(AttackFlows.Of(FingerprintReader.Read(file).Fingerprint!));
            playing.Plane.Apply("op1", "f", playing.Signature);
            var residue = playing.Plane.ResidueBps;

            playing.Plane.Apply("op1", "f", playing.Attack.Signature.ExactlyTo(DefaultInternet.VictimV4));

            Assert.Equal(residue, playing.Plane.ResidueBps, 1e-3);
        }
    }

    [SharedDataFact("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")]
    public void Real_SNMP_reflection_has_the_same_numbers_in_IPv6()
    {
        var file = SharedData.Find("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")!;
        var attack = AttackFlows.Of(FingerprintReader.Read(file).Fingerprint!);

        var shares = new[] { new Playing(attack), new Playing(attack.OverIPv6(DefaultInternet.Build()), DefaultInternet.VictimV6) }.Select(p => p.ResidueWith(Helping)).ToArray();

        Assert.Equal(shares[0], shares[1], 9);
        Assert.InRange(shares[1], 0.10, 0.18);
    }

    [Fact]
    public void IPv6_attack_has_the_same_numbers()
    {
        var playing = new Playing(BuiltInAttack.Reflection(DefaultInternet.Build(), ipv6: true), DefaultInternet.VictimV6);

        Assert.Equal(0.12, playing.ResidueWith(Helping), 9);
    }
}
