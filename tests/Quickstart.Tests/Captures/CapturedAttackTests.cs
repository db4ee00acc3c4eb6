using System.Globalization;
using Quickstart.Attacks;
using Quickstart.Live;
using Quickstart.Scenario;
using Quickstart.Tests.Scenario;
using Support;
using Xunit.Abstractions;

namespace Quickstart.Tests.Captures;

/// <summary>
/// Every captured attack, and a world-wide botnet, through the whole system on the real Internet's graph and origin table: real controllers and a real orchestrator
/// on real TLS, the network simulated. What is asserted of traffic is what the network did, not what the plan said.
/// </summary>
public sealed class CapturedAttackTests(ITestOutputHelper output)
{
    private const string Attacks = "data/attacks/";
    private const string Doubtful = "amp.UDP.isakmp.fingerprint.json.gz";
    private const string Spoofed = "pkt.TCP.synflood.spoofed.fingerprint.json.gz";

    [SharedDataTheory("data/attacks")]
    [InlineData("amp.UDP.snmp.src161.fingerprint.json.gz", "reflection")]
    [InlineData("amp.UDP.snmp.src161.fingerprint.json.gz", "reflection", true)]
    [InlineData("amp.UDP.bacnet.IOT.37810.fingerprint.json.gz", "reflection")]
    [InlineData("amp.TCP.reflection.SYNACK.fingerprint.json.gz", "reflection")]
    [InlineData(Doubtful, "reflection")]
    [InlineData(Spoofed, "spoofed")]
    [InlineData("ipsum-20260822.txt.gz", "direct")]
    public async Task Captured_attack_is_brought_under_what_the_link_takes_near_its_sources(string file, string @class, bool ipv6 = false)
    {
        using var data = new TempFolder();
        var options = new ScenarioOptions { Once = true, IPv6 = ipv6, Data = data.Path, PortBase = QuickstartProcess.FreeBase(), Attack = SharedData.Find(Attacks + file) };
        var setting = Of(options);
        await using var world = new SimulatedWorld(options, setting, TimeProvider.System);
        await world.Start();
        var player = new ScenarioPlayer(world, options, TimeProvider.System);

        var result = await player.Play(CancellationToken.None);

        Assert.True(result.Failure is null, $"{result}\n{string.Join('\n', player.Phases)}");
        var help = player.Help!;
        foreach (var line in HelpTable.Lines(help).Append(result.ToString()))
            output.WriteLine(line);

        // Residue: what no operator's network dropped, below the link; the plan asked everybody, and those who help do so.
        Assert.Equal(help.OfferedBps - help.Operators.Sum(o => o.DroppedBps), result.ResidueBps, help.OfferedBps * 1e-6);
        Assert.True(result.ResidueBps < world.MaxBandwidth);
        Assert.Equal(7, result.Asked);
        Assert.Equal(5, result.Active);
        Assert.Equal(0, result.Left);
        Assert.All(help.Operators.Where(o => o.Name is "op5" or "op7"), o => Assert.Equal(0, o.DroppedBps));
        Assert.All(help.Operators.Where(o => o.Name is not ("op5" or "op7")), o => Assert.True(o.DroppedBps > 0, o.ToString()));
        Assert.InRange(result.Removed, 0.2, result.Reach);

        // Byte-hops, counted by where the network dropped what: at each operator, times the AS hops from there to op1.
        var internet = RealInternet.Value;
        var hops = setting.Cast.Helpers.ToDictionary(p => p.Name, p => internet.Path(p.Asn, setting.Cast.Asker.Asn).Length - 1);
        var saved = help.Operators.Sum(o => o.DroppedBps * hops[o.Name]);
        var attainable = Attainable(setting, hops);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"byte-hops: saved {saved:0} of {attainable:0} attainable, {saved / attainable:0.000}"));
        Assert.Equal(saved, help.SavedHops, saved * 1e-6);
        Assert.Equal(attainable, help.AttainableHops, attainable * 1e-6);
        Assert.InRange(saved / attainable, 0.7, 1);

        // What the plan said.
        Assert.StartsWith(@class + ": ", help.Class);
        Assert.InRange(help.Operators.Sum(o => o.Share ?? 0), 0.3, 1.000001);
        Assert.All(help.Operators, o => Assert.NotNull(o.Share));

        // Forged sources say nothing, and few packets from each of no port in particular may be forged: those who answer (op7 is down) were asked what they see.
        Assert.Equal(file is Spoofed or Doubtful ? 6 : 0, help.Sightings);
    }

    /// <summary>What the helpers could spare the networks before op1, if each dropped all that comes to it first; from the paths of the sources alone.</summary>
    private static double Attainable(Setting setting, Dictionary<string, int> hops)
    {
        var members = setting.Cast.Helpers.ToDictionary(p => p.Asn, p => p.Name);
        return Placement.Of(setting.Internet, setting.Attack).Networks.Sum(from =>
            from.Bps * setting.Internet.Path(from.Asn, setting.Cast.Asker.Asn).Where(members.ContainsKey).Select(asn => (double)hops[members[asn]]).FirstOrDefault());
    }

    private static Setting Of(ScenarioOptions options)
    {
        var reading = AttackReader.Read(options.Attack!);
        var attack = reading.IsForged ? reading.Attack!.Forged(RealInternet.Value) : reading.Attack!;
        attack = options.IPv6 ? attack.OverIPv6(RealInternet.Value) : attack;
        return new(RealInternet.Value, attack, Casting.Of(RealInternet.Value, attack).Cast!);
    }
}
