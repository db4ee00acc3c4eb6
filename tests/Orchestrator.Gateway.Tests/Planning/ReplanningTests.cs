using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Mitigations;
using Grains.Planning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>
/// Plans anew, over real TLS, with controllers that say what a test wants and a clock that is put forward. The Internet: op1 (64501) buys from op3 (64503), which buys
/// from 65010; below that is op2 (64502), of whose customer 65001 (10.1/16) most of the attack comes. 65002 (10.2/16) peers with op3.
/// </summary>
public sealed class ReplanningTests : IAsyncLifetime
{
    private const string Topology = "64503|64501|-1\n65010|64503|-1\n65010|64502|-1\n64502|65001|-1\n65002|64503|0\n";

    // 65001 has left op2 and buys from op3.
    private const string Moved = "64503|64501|-1\n65010|64503|-1\n65010|64502|-1\n64503|65001|-1\n65002|64503|0\n";

    private readonly TempFolder _folder = new();
    private readonly AheadTime _time = new();
    private GatewayWorld _world = null!;
    private readonly RecordedLog<MitigationGrain> _log = new();
    private ScriptedController _op2 = null!, _op3 = null!;

    [Fact]
    public async Task Another_map_of_the_Internet_brings_in_who_is_on_the_path_now_and_lets_go_who_is_not_any_more()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        var order = await Orders(_op2, 1);

        await Written(Moved);
        _time.Advance(MitigationRules.ReplanWithin);

        await Orders(_op3, 1);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
        Assert.Empty(_op2.Withdrawals);

        // Only of who says that nothing matches is known that nothing does.
        _time.Advance(MitigationRules.ReleaseAfter + TimeSpan.FromSeconds(1));
        Assert.IsType<SendResult<Nothing>.Ok>(await _op2.Report(order, new MitigationKey("op1", alert).ControllersAlert, 64502, EngagementReportState.Active, 1));
        await GatewayWorld.Until(() => Task.FromResult(_op2.Withdrawals.Count), n => n == 1);
        Assert.Empty(_op3.Withdrawals);
    }

    [Fact]
    public async Task Map_by_which_no_plan_is_worth_more_changes_nothing()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(_op2, 1);

        await Written(Topology + "65002|65099|-1\n");
        _time.Advance(MitigationRules.ReplanWithin);

        await GatewayWorld.Until(() => Plans(alert), p => p.Count == 3);
        Assert.Equal(["planned", "replanning", "kept"], await Plans(alert));
        Assert.Equal((1, 0, 0), (_op2.Orders.Count, _op2.Withdrawals.Count, _op3.Orders.Count));
    }

    [Fact]
    public async Task Attack_that_comes_from_elsewhere_brings_in_others_while_who_stands_goes_on()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(_op2, 1);

        (await _world.Wire("op1").Post("mitigation_request", Request(alert, "10.2.0.1"), _time.GetUtcNow().AddSeconds(1))).Accepted();
        await Orders(_op2, 2);
        Assert.Empty(_op3.Orders);
        _time.Advance(MitigationRules.ReplanEvery);

        await Orders(_op3, 1);
        Assert.Equal(1, (await _world.Status("op1", alert))!.Operators.Single(o => o.Operator == "op3").Share, 6);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
        Assert.Empty(_op2.Withdrawals);
    }

    [Fact]
    public async Task Asker_that_asks_for_less_cuts_every_filter_down_at_once_and_moves_nothing()
    {
        await Start(ask: 1);
        var alert = await Ask("10.1.0.1");
        await Orders(_op2, 1);
        Assert.Empty(Assert.Single(_op2.Requests).Header!.PacketLengths);

        var narrow = Request(alert, "10.1.0.1");
        narrow["packet_header"]!["pkt_len"] = "400-500";
        (await _world.Wire("op1").Post("mitigation_request", narrow, _time.GetUtcNow().AddSeconds(1))).Accepted();

        await Orders(_op2, 2);
        Assert.Equal("400-500", Assert.Single(_op2.Requests.Last().Header!.PacketLengths).ToString());
        Assert.Equal(["planned"], await Plans(alert));
        _time.Advance(MitigationRules.ReplanEvery);
        await GatewayWorld.Until(() => Plans(alert), p => p.Count == 3);
        Assert.Equal(["planned", "replanning", "kept"], await Plans(alert));
        Assert.Equal((2, 0, 0), (_op2.Orders.Count, _op2.Withdrawals.Count, _op3.Orders.Count));
    }

    [Fact]
    public async Task Asker_in_need_gets_further_help_until_as_many_are_engaged_as_may_be_which_is_logged_once()
    {
        await Start(ask: 1);
        var alert = await Ask(null, ("sources", JsonNode.Parse("""[{"prefix":"10.1.0.1/32","bps":900000},{"prefix":"10.2.0.1/32","bps":100000}]""")!));
        await Orders(_op2, 1);

        await Fares(alert, 20);
        await Orders(_op3, 1);
        await Fares(alert, 19);
        await GatewayWorld.Until(() => Task.FromResult(_log.Entries.Count(e => e.Id.Name == "Mitigation.FullyEngaged")), logged => logged > 0);
        await Fares(alert, 18);

        Assert.Equal(2, (await Kinds(alert)).Count(k => k == "recruited"));
        Assert.Equal(2, (await Kinds(alert)).Count(k => k == "recruiting"));
        Assert.Contains("2 operators are engaged", Assert.Single(_log.Entries, e => e.Id.Name == "Mitigation.FullyEngaged").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_operator_tells_too_late_for_the_plan_makes_another()
    {
        await Start(ask: 1, sightings: true);
        var alert = await Ask(null, ("policy", "sightings"));
        var (two, three) = (await Question(_op2), await Question(_op3));
        await Tell("op2", 64502, two, 100_000);
        await Orders(_op2, 1);

        await Tell("op3", 64503, three, 900_000);
        _time.Advance(MitigationRules.ReplanEvery);

        await Orders(_op3, 1);
        Assert.Equal(["planned", "replanning", "replanned"], await Plans(alert));
    }

    [Fact]
    public async Task Asker_that_asks_for_less_is_planned_for_by_what_operators_see_of_that()
    {
        await Start(ask: 1, sightings: true);
        var alert = await Ask(null, ("policy", "sightings"));
        var (two, three) = (await Question(_op2), await Question(_op3));
        await Tell("op3", 64503, three, 100_000);
        await Tell("op2", 64502, two, 900_000);
        await Orders(_op2, 1);

        var narrow = Request(alert, null, ("policy", "sightings"));
        narrow["packet_header"]!["pkt_len"] = "400-500";
        (await _world.Wire("op1").Post("mitigation_request", narrow, _time.GetUtcNow().AddSeconds(1))).Accepted();
        await Orders(_op2, 2);
        _time.Advance(MitigationRules.ShiftEvery);

        var asked = await GatewayWorld.Until(() => Task.FromResult(_op2.Questions.ToList()), questions => questions.Count == 2);
        Assert.NotEqual(two.SightingId, asked[1].SightingId);
    }

    [Fact]
    public async Task Operator_that_declined_and_is_free_again_is_asked_again_when_nobody_else_was_found()
    {
        await Start(ask: 1);
        _op2.Answers = _op3.Answers = _ => EngagementReportState.Declined;
        var alert = await Ask("10.1.0.1");
        var order = await Orders(_op2, 1);

        // All of it passes op3, which is asked in op2's place, and does not want either.
        await GatewayWorld.Until(() => Advanced(TimeSpan.FromSeconds(1)), _ => _op3.Orders.Count > 0);
        _op2.Answers = _ => EngagementReportState.Active;
        Assert.Single(_op2.Orders);

        Assert.IsType<SendResult<Nothing>.Ok>(await _op2.Report(order, new MitigationKey("op1", alert).ControllersAlert, 64502, EngagementReportState.Released, 1));

        await GatewayWorld.Until(() => Advanced(TimeSpan.FromSeconds(1)), _ => _op2.Orders.Count == 2);
        await GatewayWorld.Until(() => _world.Status("op1", alert), s => s!.Operators.Single(o => o.Operator == "op2").State == EngagementState.Active);
    }

    [Fact]
    public async Task Second_attack_gets_half_of_the_capacity_that_the_first_leaves()
    {
        await Start(ask: 1, scrub: 1_000_000);
        var alert = await Ask("10.1.0.1");
        await Orders(_op2, 1);
        Assert.Equal(0.5, (await _world.Status("op1", alert))!.Operators.Single().Share, 6);

        var left = await GatewayWorld.Until(ShareOfASecond, share => share < 0.5);
        Assert.Equal(0.25, left, 6);

        (await _world.Wire("op1").Post("mitigation_termination_request", Body.Termination(_world, alert))).Accepted();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0.5, await GatewayWorld.Until(ShareOfASecond, share => share > 0.25), 6);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _op2.DisposeAsync();
        await _op3.DisposeAsync();
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Start(int ask, bool sightings = false, long? scrub = null)
    {
        var (topology, origins) = (_folder.File("topology"), _folder.File("origins"));
        File.WriteAllText(topology, Topology);
        File.WriteAllText(origins, "10.1.0.0/16\t65001\n10.2.0.0/16\t65002\n");
        _world = await GatewayWorld.Start(
            _folder,
            s => new GatewaySettings
            {
                Listen = s.Listen, Development = true, Data = s.Data, Consortium = s.Consortium,
                Identity = new() { Certificate = s.Identity.Certificate, Key = s.Identity.Key, Ca = s.Identity.Ca, Crl = s.Identity.Crl, ClockSkewSeconds = 3600 },
                Heartbeat = new() { Seconds = 300 }, Lifetimes = new() { DefaultSeconds = 86_400 },
                Planning = sightings ? new() { Ask = ask, Sightings = new SightingsSettings { DeadlineMs = 3_000 } } : new() { Ask = ask, Topology = topology, Origins = origins },
            },
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILogger<MitigationGrain>>(_log));
        _op2 = await ScriptedController.Start(_world, "op2", 64502, scrub: scrub);
        _op3 = await ScriptedController.Start(_world, "op3", 64503, scrub: scrub / 100);
        _op2.Answers = _op3.Answers = _ => EngagementReportState.Active;
        await GatewayWorld.Until(() => Task.FromResult(_world.Operators), known => known == 2);
    }

    private async Task<string> Ask(string? source, params (string Name, JsonNode Value)[] more)
    {
        var alert = Body.NewAlert();
        (await _world.Wire("op1").Post("mitigation_request", Request(alert, source, more))).Accepted();
        return alert;
    }

    private JsonObject Request(string alert, string? source, params (string Name, JsonNode Value)[] more) => Body.Extended(
        Body.Request(_world, alert),
        [("volume_bps", 1_000_000), .. more, .. source is null ? [] : new (string, JsonNode)[] { ("sources", new JsonArray(new JsonObject { ["prefix"] = source + "/32", ["bps"] = 1_000_000 })) }]);

    /// <summary>What op2 would be asked to drop of a second attack like the first.</summary>
    private async Task<double> ShareOfASecond()
    {
        var body = Request(Body.NewAlert(), "10.1.0.1", ("plan_only", true));
        body["packet_header"]!["dst_ip"] = "192.0.2.77";
        var operators = (await _world.Wire("op1").Post("mitigation_request", body)).Accepted().Extension!["mitigation"]!["operators"]!.AsArray();
        return (double)operators.Single(o => (string)o!["name"]! == "op2")!["share"]!;
    }

    private async Task Written(string topology)
    {
        var view = _world.Services.GetRequiredService<PlanningView>();
        var before = view.Current.Version;
        File.WriteAllText(_folder.File("topology"), topology);
        await GatewayWorld.Until(() => Task.FromResult(view.Current.Version), version => version != before);
    }

    private static async Task<EngagementOrder> Orders(ScriptedController controller, int count) =>
        (await GatewayWorld.Until(() => Task.FromResult(controller.Orders.ToArray()), o => o.Length >= count))[^1];

    private static async Task<SightingRequest> Question(ScriptedController controller) => (await GatewayWorld.Until(() => Task.FromResult(controller.Questions.FirstOrDefault()), q => q is not null))!;

    private Task Tell(string member, uint asn, SightingRequest question, long bps) => _world.Wire(member).Post("sighting_report", new JsonObject
    {
        ["version"] = "1.0.0", ["sender_id"] = _world.SenderId(member), ["sender_asn"] = $"{asn}", ["sighting_id"] = question.SightingId, ["seen"] = 1, ["bps"] = bps,
    });

    /// <summary>Under attack with this health, after the time within which nobody is called for again.</summary>
    private async Task Fares(string alert, int health)
    {
        _time.Advance(MitigationRules.RecruitEvery + TimeSpan.FromSeconds(1));
        (await _world.Wire("op1").Post("mitigation_efficacy_updates", Body.Efficacy(_world, alert, health), _time.GetUtcNow())).Accepted();
    }

    /// <summary>The kinds of what the ledger says of plans, in order.</summary>
    private async Task<List<string>> Plans(string alert) => [.. (await Kinds(alert)).Where(kind => kind is "planned" or "replanning" or "replanned" or "kept")];

    private async Task<List<string>> Kinds(string alert)
    {
        var kinds = new List<string>();
        await foreach (var entry in _world.Services.GetRequiredService<JournalStore>().Ledger("mitigation", new MitigationKey("op1", alert).ToString()))
            kinds.Add(entry.Event.Kind);
        return kinds;
    }

    private Task<bool> Advanced(TimeSpan by)
    {
        _time.Advance(by);
        return Task.FromResult(true);
    }
}
