using System.Diagnostics.Metrics;
using Controller.Customers;
using Controller.Local;
using Controller.Mitigators;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>What own means cannot do is asked of the orchestrator, and of the fallbacks after it.</summary>
public sealed class EscalationTests : CustomerWorld
{
    private readonly string _alert = ScriptedCustomer.NewAlert();

    [Fact]
    public async Task Volume_above_own_capacity_is_asked_of_the_orchestrator_once_and_folded_into_one_status()
    {
        World.Settings["Registration:ScrubBps"] = "999999";
        Mitigator.Counters = new(100, 400_000, 5, 40_000);
        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Ongoing, bits: 3_000_000, forwarded: 70_000);
        await Start();
        await Customer.Ask(_alert);

        var asked = await Asked<MitigationRequest>(Orchestrator);
        Assert.NotEqual(_alert, asked.AlertId);
        Assert.Equal((64502u, "192.0.2.129", 1_000_000L), (asked.SenderAsn, asked.Header.Targets.Single(), asked.Extension!.VolumeBps!.Value));
        Assert.InRange(asked.Lifetime!.Value, TimeSpan.FromSeconds(3500), TimeSpan.FromSeconds(3600));
        var status = await Customer.Fetched(s => s.MaliciousTotalBits >= 3_400_000 && s.ForwardedTotalBits > 0 && s.Extension?.Mitigation?.Operators.Length == 2);
        Assert.Equal((3_400_000, MitigationStatus.Ongoing), (status.MaliciousTotalBits!.Value, status.Status));
        Assert.Equal(["op2", "op3"], status.Extension!.Mitigation!.Operators.Select(o => o.Name));

        await Customer.Terminate(_alert);
        Assert.Equal(asked.AlertId, (await Asked<MitigationTerminationRequest>(Orchestrator)).AlertId);
        Assert.Equal(asked.AlertId, (await Asked<MitigationTerminationStatusAcknowledgement>(Orchestrator)).AlertId);
        await Until(() => Book.Held.Single().Phase == CustomerPhase.Closed);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Status_that_the_orchestrator_pushes_reaches_the_customer()
    {
        World.Settings["Escalation:CapacityBps"] = "1000";
        await Start();
        using var orchestrator = Orchestrator.Client(ControllerWorld.UrlOf(Controller));
        Mitigator.Declines = new(MitigatorState.Declined, DeclineCode.Capacity);
        await Customer.Ask(_alert);
        var asked = await Asked<MitigationRequest>(Orchestrator);
        await Customer.Fetched(s => s.Status == MitigationStatus.Pending && s.Extension?.Mitigation?.Operators.Any(o => o.State == "declined") == true);

        await orchestrator.Status(Helping(Orchestrator, asked.AlertId, MitigationStatus.Ongoing, 1000, 2000), default);

        var status = await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);
        // The own mitigator sees nothing of it, so what the helpers forward is what is forwarded.
        Assert.Equal((1000, 2000), (status.MaliciousTotalBits, status.ForwardedTotalBits));
    }

    [Fact]
    public async Task Restart_asks_under_the_same_alert_id()
    {
        World.Settings["Escalation:KnownAttackTypes:0"] = "syn_flood";
        await Start();
        await Customer.Ask(_alert);
        var first = await Asked<MitigationRequest>(Orchestrator);

        await Restart();

        Assert.Equal(first.AlertId, (await Asked<MitigationRequest>(Orchestrator)).AlertId);
        await Customer.Terminate(_alert);
        Assert.Equal(first.AlertId, (await Asked<MitigationTerminationRequest>(Orchestrator)).AlertId);
    }

    [Fact]
    public async Task Change_of_scope_and_refresh_are_asked_for_too()
    {
        World.Settings["Escalation:UplinkBps"] = "1000000";
        await Start();
        await Customer.Ask(_alert);
        var first = await Asked<MitigationRequest>(Orchestrator);

        await Customer.Ask(_alert, "192.0.2.130");

        var second = await Asked<MitigationRequest>(Orchestrator);
        Assert.Equal((first.AlertId, "192.0.2.130"), (second.AlertId, second.Header.Targets.Single()));
    }

    [Fact]
    public async Task Person_escalates_what_own_means_could_do_and_never_against_the_contract()
    {
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);

        Assert.Equal((1, "no running mitigation has an alert_id that begins with 'ffff'"), await Say("escalate", "ffff"));
        Assert.Equal((0, $"customer1:{_alert} is escalated"), await Say("escalate", _alert[..12]));

        await Asked<MitigationRequest>(Orchestrator);
        Assert.Equal("alice says so", Book.Held.Single().Asked!.Reason);
        Assert.Contains("already", (await Say("escalate", _alert)).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_for_a_customer_waits_for_a_person_where_the_policy_says_so()
    {
        World.Write("policy.json", """{ "orders": [ { "asker": ["customer1"], "then": "approval" } ] }""");
        await Start();
        await Customer.Ask(_alert);
        await Customer.Fetched(s => s.Status == MitigationStatus.Pending && s.Extension?.Mitigation?.Operators.Any(o => o.State == "accepted") == true);
        Assert.Empty(Mitigator.InPlace);

        Assert.Equal(0, (await Say("approve", Engagement(_alert))).Exit);

        await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);
    }

    [Fact]
    public async Task Stop_of_a_customer_holds_for_own_orders_and_is_no_reason_to_escalate()
    {
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        Assert.Equal(0, (await Say("stop", "customer1")).Exit);

        await NothingInPlace();
        Assert.Equal(255, (await Customer.Fetched(s => s.Status == MitigationStatus.Error)).ErrorReason);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Nothing_of_a_customer_that_is_never_relayed_leaves_the_operator()
    {
        WriteCustomers(""", "relay": "never" """);
        World.Settings["Escalation:CapacityBps"] = "1000";
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        Assert.Contains("never", (await Say("escalate", _alert)).Said, StringComparison.Ordinal);
        await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Efficacy_is_passed_on_to_who_helps()
    {
        WriteCustomers(""", "relay": "always" """);
        await Start();
        await Customer.Ask(_alert);
        var asked = await Asked<MitigationRequest>(Orchestrator);

        Said(await Customer.Efficacy(_alert, 37));

        var efficacy = await Asked<MitigationEfficacyUpdates>(Orchestrator);
        Assert.Equal((asked.AlertId, 37, AttackStatus.InProcess), (efficacy.AlertId, efficacy.Health, efficacy.AttackStatus));
    }

    [Fact]
    public async Task End_that_the_orchestrator_decided_is_acknowledged_there_without_a_termination_and_own_means_go_on()
    {
        WriteCustomers(""", "relay": "always" """);
        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Ongoing, 1000, 0);
        await Start();
        using var orchestrator = Orchestrator.Client(ControllerWorld.UrlOf(Controller));
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        var asked = await Asked<MitigationRequest>(Orchestrator);
        await Customer.Fetched(s => s.MaliciousTotalBits == 1000);

        await orchestrator.Status(Orchestrator.StatusOf(asked.AlertId, MitigationStatus.Done), default);

        var next = await ScriptedOrchestrator.Next(Orchestrator.Asked);
        Assert.Equal(asked.AlertId, Assert.IsType<MitigationTerminationStatusAcknowledgement>(next).AlertId);
        await Until(() => Book.Held.Single().Escalations.Single().IsOver);
        Assert.True(Book.Held.Single().Runs);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Lists_and_returning_path_of_the_customer_go_with_what_is_escalated_as_far_as_they_are_about_its_targets()
    {
        WriteCustomers(""", "relay": "always" """);
        await Start();
        Assert.IsType<SendResult<RegistrationResponse>.Ok>(await Customer.Register(Customer.Registration("192.0.2.128/25") with
        {
            WhiteList = [new() { Name = "partner", SourceIp = Prefix.Parse("203.0.113.0/24") }, new() { Name = "other", SourceIp = Prefix.Parse("203.0.114.0/24"), DestinationIp = Prefix.Parse("192.0.2.140") }],
            BlackList = [new() { Name = "bad", SourceIp = Prefix.Parse("203.0.112.0/24"), Protocols = [17] }],
            TunnelInformation = "GRE 198.51.100.1",
        }));
        await Customer.Ask(_alert);

        var asked = (await Asked<MitigationRequest>(Orchestrator)).Extension!;
        Assert.Equal(["partner"], asked.AcceptList.Select(e => e.Name));
        Assert.Equal(("bad", "203.0.112.0/24"), (asked.DropList.Single().Name, asked.DropList.Single().SourceIp.ToString()));
        Assert.Equal(("GRE 198.51.100.1", null), (asked.TunnelInformation, asked.NextHop));
    }

    [Fact]
    public async Task Returning_path_to_where_the_orchestrator_knows_of_nobody_is_kept_back_so_that_help_is_not_refused_for_it()
    {
        WriteCustomers(""", "relay": "always" """);
        await Start();
        Assert.IsType<SendResult<RegistrationResponse>.Ok>(await Customer.Register(Customer.Registration("192.0.2.128/26") with { TunnelInformation = "GRE 198.51.100.1", NextHop = "192.0.2.200" }));
        await Customer.Ask(_alert);

        var asked = (await Asked<MitigationRequest>(Orchestrator)).Extension!;
        Assert.Equal((null, null), (asked.TunnelInformation, asked.NextHop));
    }

    [Fact]
    public async Task Shorter_lifetime_than_asked_for_is_followed_by_asking_again_before_it_ends()
    {
        WriteCustomers(""", "relay": "always" """);
        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Ongoing, 1000, 0) with { Lifetime = TimeSpan.FromSeconds(4) };
        await Start();

        await Customer.Ask(_alert);

        var first = await Asked<MitigationRequest>(Orchestrator);
        var again = await Asked<MitigationRequest>(Orchestrator);
        Assert.Equal((first.AlertId, "192.0.2.129"), (again.AlertId, again.Header.Targets.Single()));
    }

    [Fact]
    public async Task Orchestrator_that_is_down_is_asked_until_it_is_back_and_its_loss_ends_nothing()
    {
        WriteCustomers(""", "relay": "always" """);
        await Start();
        var port = Orchestrator.Url.Port;
        await Orchestrator.Stop();
        await Customer.Ask(_alert);
        await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);

        await Orchestrator.Start(port);

        await Asked<MitigationRequest>(Orchestrator);
        Assert.Single(Book.Held.Single().Escalations);
    }

    [Fact]
    public async Task Fallback_is_asked_when_the_orchestrator_refuses_and_its_status_is_fetched()
    {
        WriteCustomers(""", "relay": "always" """);
        var fallback = await StartFallback();
        Orchestrator.Helps = _ => new MechanismRefusal(409, 3, "taken");
        Mitigator.Declines = new(MitigatorState.Declined, DeclineCode.Capacity);
        await Start();
        await Customer.Ask(_alert);

        var refused = await Asked<MitigationRequest>(Orchestrator);
        var asked = await Asked<MitigationRequest>(fallback);
        Assert.NotEqual(refused.AlertId, asked.AlertId);
        Assert.Equal(asked.AlertId, Book.Held.Single().Escalations.Single().Alert);

        fallback.Tells = () => [Helping(fallback, asked.AlertId, MitigationStatus.Ongoing, 1000, 0)];
        await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);
        await Customer.Terminate(_alert);
        Assert.Equal(asked.AlertId, (await Asked<MitigationTerminationRequest>(fallback)).AlertId);
    }

    [Fact]
    public async Task When_nobody_helps_the_circle_goes_on_and_the_customer_is_told()
    {
        WriteCustomers(""", "relay": "always" """);
        var fallback = await StartFallback();
        Orchestrator.Helps = _ => new MechanismRefusal(403, 255, "no");
        fallback.Helps = _ => new MechanismRefusal(500, 4, "not this");
        Mitigator.Declines = new(MitigatorState.Declined, DeclineCode.Capacity);
        await Start();
        await Customer.Ask(_alert);
        await Asked<MitigationRequest>(Orchestrator);
        await Asked<MitigationRequest>(fallback);
        await Asked<MitigationRequest>(Orchestrator);
        Assert.Equal(255, (await Customer.Fetched(s => s.Status == MitigationStatus.Error)).ErrorReason);

        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Ongoing, 1000, 0);

        await Customer.Fetched(s => s.Status == MitigationStatus.Ongoing);
    }

    [Fact]
    public async Task Orchestrator_that_found_nobody_is_told_to_end_it_when_the_fallback_is_asked()
    {
        WriteCustomers(""", "relay": "always" """);
        var fallback = await StartFallback();
        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Pending, 0, 0, state: "declined");
        await Start();
        await Customer.Ask(_alert);
        var first = await Asked<MitigationRequest>(Orchestrator);

        await Asked<MitigationRequest>(fallback);
        Assert.Equal(first.AlertId, (await Asked<MitigationTerminationRequest>(Orchestrator)).AlertId);
        await Until(() => Book.Held.Single().Escalations.Count(e => !e.IsOver) == 1);
    }

    [Fact]
    public async Task Orchestrator_that_helps_is_not_given_up_while_it_cannot_be_reached()
    {
        WriteCustomers(""", "relay": "always" """);
        var fallback = await StartFallback();
        Orchestrator.Helps = r => Helping(Orchestrator, r.AlertId, MitigationStatus.Ongoing, 1000, 0);
        await Start();
        await Customer.Ask(_alert);
        await Customer.Fetched(s => s.MaliciousTotalBits == 1000);
        await Orchestrator.Stop();
        using var failures = new Failures();

        await Customer.Ask(_alert, "192.0.2.130");

        await Until(() => failures.Count >= 6);
        Assert.Equal(0, fallback.Asked.Reader.Count);
        Assert.Equal(MitigationStatus.Ongoing, Said(await Customer.Ask(_alert, "192.0.2.130")).Status);
    }

    /// <summary>As alice says it on the command line.</summary>
    private async Task<(int Exit, string Said)> Say(string command, string word)
    {
        var answer = await LocalClient.Ask(LocalSocket.PathOf(World.PathOf("data"), "op2"), new(command, [word], "alice"));
        return (answer.Exit, answer.Lines[0]);
    }

    /// <summary>Messages that no orchestrator took.</summary>
    private sealed class Failures : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public Failures()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "controller.send.failures")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }

    internal static MitigationStatusUpdates Helping(ScriptedOrchestrator orchestrator, string alert, MitigationStatus status, long bits, long forwarded, string state = "active") => orchestrator.StatusOf(alert, status) with
    {
        MaliciousTotalBits = bits, MaliciousTotalPackets = bits / 8000, ForwardedTotalBits = forwarded, Lifetime = TimeSpan.FromHours(1),
        Extension = new() { Mitigation = new() { State = "planned", Operators = [new() { Name = "op3", State = state, DroppedBps = bits, Age = TimeSpan.FromSeconds(1) }] } },
    };
}
