using Controller.Customers;
using Controller.Mitigators;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Support;

namespace Controller.Tests.Customers;

/// <summary>The controller as its customers meet it: own means first.</summary>
public sealed class CustomerTests : CustomerWorld
{
    private readonly string _alert = ScriptedCustomer.NewAlert();

    [Fact]
    public async Task Registration_is_answered_with_the_contract_and_an_alias_that_is_a_target()
    {
        WriteCustomers(""", "max_scope": ["/25"], "limits": { "bps": 5000000, "duration_s": 60, "attack_types": ["dns_amplification"] }""");
        await Start();

        var response = Assert.IsType<SendResult<RegistrationResponse>.Ok>(await Customer.Register(Customer.Registration("192.0.2.128/25"))).Message;

        Assert.Equal(("customer1", "ready", 5_000_000L, TimeSpan.FromMinutes(1)), (response.CustomerId, response.MitigationStatus, response.ThresholdsBps, response.Duration));
        Assert.Equal((RegistrationState.Approved, 64), (response.Extension!.State, response.AccessToken!.Length));
        Said(await Customer.Ask(_alert, response.Aliases.Single().Alias));
        await InPlace(Engagement(_alert));
    }

    [Fact]
    public async Task Request_is_protected_by_own_means_told_by_push_and_ended()
    {
        Mitigator.Counters = new(100, 800_000, 5, 40_000);
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        Assert.Equal((MitigationStatus.Pending, 3600), (Said(await Customer.Ask(_alert)).Status, (int)Said(await Customer.Ask(_alert)).Lifetime!.Value.TotalSeconds));
        var ongoing = await Customer.Told(s => s.Status == MitigationStatus.Ongoing && s.MaliciousTotalBits > 0);
        Assert.Equal((_alert, 100, 800_000, 5), (ongoing.AlertId, ongoing.MaliciousTotalPackets, ongoing.MaliciousTotalBits, ongoing.ForwardedTotalPackets));
        Assert.Equal(("op2", "active"), (ongoing.Extension!.Mitigation!.Operators.Single().Name, ongoing.Extension.Mitigation.Operators.Single().State));
        Assert.Equal(1, Mitigator.Count("apply"));

        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(_alert)).Status);
        await NothingInPlace();
        await Customer.Told(s => s.Status == MitigationStatus.Done);
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(_alert)).Status);
        Assert.IsType<SendResult<Nothing>.Ok>(await Customer.Acknowledge(_alert));
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Ask(_alert)).Status);
        await Until(() => Book.Held.Single().Phase == CustomerPhase.Closed);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Plan_that_only_an_orchestrator_makes_is_refused_and_nothing_is_filtered()
    {
        await Start();
        var request = Customer.Message(_alert);

        Assert.Equal((500, 0), Refusal(await Customer.Ask(request with { Extension = request.Extension! with { PlanOnly = true } }), "plan_only"));

        Assert.Empty(Book.Held);
    }

    [Fact]
    public async Task Status_is_pushed_at_most_once_a_second_and_at_least_every_15()
    {
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));
        await Customer.Ask(_alert);

        List<DateTimeOffset> made = [];
        for (var i = 0; i < 5; i++)
            made.Add((await Customer.Told(_ => true)).RecordTime!.Value);

        // Ticks come every second, give or take what the machine takes.
        Assert.All(made.Zip(made.Skip(1), (a, b) => b - a), pause => Assert.InRange(pause, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Customer_without_callback_fetches_its_status_by_heartbeats()
    {
        await Start();
        await Customer.Ask(_alert);

        await Customer.Fetched(s => s.AlertId == _alert && s.Status == MitigationStatus.Ongoing);

        Assert.Empty(Assert.IsType<SendResult<Heartbeat>.Ok>(await Other.Beat()).Message.Extension!.Mitigations);
        await Customer.Terminate(_alert);
        await Customer.Fetched(s => s.Status == MitigationStatus.Done);
    }

    [Fact]
    public async Task Scope_is_checked_and_what_is_wrong_is_named()
    {
        WriteCustomers(""", "limits": { "mitigations": 1, "bps": 2000000, "pps": 100, "duration_s": 3600, "attack_types": ["dns_amplification"] }""");
        await Start();
        var message = Customer.Message(_alert);

        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, "192.0.2.1"), "192.0.2.1"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, "192.0.2.128/25"), "/32"));
        Assert.Equal((500, 0), Refusal(await Customer.Ask(_alert, "www"), "www"));
        Assert.Equal((500, 4), Refusal(await Customer.Ask(message with { Action = MitigationAction.Blackhole }), "mitigation_action 2"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, volume: 2_000_001), "thresholds_bps"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { CurrentThroughputs = new() { Pps = 101 } }), "thresholds_pps"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { Info = new() { Started = DateTimeOffset.UtcNow.AddHours(-2) } }), "duration"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { Info = new() { AttackTypes = ["syn_flood"] } }), "capable_attack_type"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { SenderId = Other.SenderId }), "sender_id"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { SenderAsn = 64599 }), "sender_asn"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(message with { Extension = new() { Engagement = new() { Id = "x/op2", Revision = 1, NotAfter = DateTimeOffset.UtcNow } } }), "engagement"));
        Assert.Equal((404, 255), Refusal(await Customer.Terminate(_alert), _alert));
        Assert.Equal((404, 255), Refusal(await Customer.Efficacy(_alert, 50), _alert));
        Assert.Empty(Book.Held);

        Said(await Customer.Ask(message with { SenderAsn = 64502 }));
        Assert.Equal((429, 255), Refusal(await Customer.Ask(ScriptedCustomer.NewAlert()), "as many as agreed"));
        Said(await Customer.Ask(message));
    }

    [Fact]
    public async Task What_was_registered_narrows_what_may_be_asked()
    {
        await Start();
        await Customer.Register(Customer.Registration("192.0.2.128/26") with { ProtectedPorts = [new(443, 443)], ProtectedProtocols = [6] });

        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, "192.0.2.200"), "registered"));
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert), "dst_ports"));
        Said(await Customer.Ask(Customer.Message(_alert) with { Header = new() { Targets = ["192.0.2.129"], DestinationPorts = [new(443, 443)], Protocols = [6], TcpFlags = [Dots.Scopes.TcpFlags.SYN] } }));
    }

    [Fact]
    public async Task Registration_that_cannot_be_is_refused_and_the_old_one_stays()
    {
        await Start();
        var registration = Customer.Registration("192.0.2.128/25");
        var entry = new FilterEntry { Name = "a", SourceIp = Dots.Addressing.Prefix.Parse("203.0.113.0/24") };
        await Customer.Register(registration with { ProtectedPorts = [new(443, 443)] });

        foreach (var (wrong, status, reason) in new (Registration, int, int)[]
        {
            (registration with { WhiteList = [entry], BlackList = [entry with { Name = "b" }] }, 409, 6),
            (registration with { BlackList = [entry with { DestinationIp = Dots.Addressing.Prefix.Parse("192.0.2.1/32") }] }, 403, 255),
            (registration with { WhiteList = [new() { Name = "c", Protocols = [6] }] }, 500, 1),
            (registration with { WhiteList = [entry], BlackList = [new() { Name = "d", Protocols = [17] }] }, 409, 6),
            (registration with { BlackList = [new() { Name = "e", DestinationIp = Dots.Addressing.Prefix.Parse("192.0.2.129/32") }] }, 500, 1),
            (registration with { WhiteList = [.. Enumerable.Repeat(entry, 101)] }, 400, 0),
            (registration with { TunnelInformation = "GRE 192.0.2.130" }, 403, 255),
            (registration with { TunnelInformation = "GRE gw.example.org" }, 500, 1),
            (registration with { NextHop = "203.0.113.1" }, 403, 255),
            (registration with { SecurityProfile = new() { Tls = false, Dtls = true } }, 500, 5),
            (registration with { Extension = new() { CallbackUrl = new("https://user@127.0.0.1/") } }, 500, 1),
        })
        {
            var refused = Assert.IsType<SendResult<RegistrationResponse>.Refused>(await Customer.Register(wrong)).Refusal;
            Assert.Equal((status, reason), (refused.Status, refused.ErrorReason));
        }

        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert), "dst_ports"));

        // A way back that ends at the operator is none of the flaws.
        Assert.IsType<SendResult<RegistrationResponse>.Ok>(await Customer.Register(registration with { TunnelInformation = "GRE 198.51.100.1", NextHop = "198.51.100.2" }));
    }

    [Fact]
    public async Task Blackhole_takes_the_customers_consent_and_the_operators()
    {
        World.Write("policy.json", """{ "actions": ["mitigation", "blackhole"] }""");
        await Start();
        await Customer.Register(Customer.Registration("192.0.2.128/25", Countermeasures.All));

        Said(await Customer.Ask(Customer.Message(_alert) with { Action = MitigationAction.Blackhole }));
        await InPlace(Engagement(_alert));
    }

    [Fact]
    public async Task What_the_consortium_is_given_does_not_limit_what_customers_get()
    {
        WriteCustomers(""", "max_scope": ["/28"] """);
        World.Write("policy.json", """{ "rules_max": 0, "max_lifetime_s": 300 }""");
        World.Write("prefixes", "203.0.113.0/24\n");
        await Start();

        Said(await Customer.Ask(_alert, "192.0.2.128/28"));
        await InPlace(Engagement(_alert));
    }

    [Fact]
    public async Task Policy_of_the_member_declines_for_customers_too_and_is_no_reason_to_escalate()
    {
        World.Write("policy.json", """{ "decline": { "code": "policy", "reason": "maintenance" } }""");
        await Start();
        await Customer.Ask(_alert);

        Assert.Equal(255, (await Customer.Fetched(s => s.Status == MitigationStatus.Error)).ErrorReason);
        Assert.Empty(Mitigator.Calls);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }

    [Fact]
    public async Task Lists_of_the_registration_reach_the_mitigator()
    {
        await Start();
        await Customer.Register(Customer.Registration("192.0.2.128/25") with
        {
            WhiteList = [new() { Name = "partner", SourceIp = Dots.Addressing.Prefix.Parse("203.0.113.0/24") }],
            BlackList = [new() { Name = "bad", SourceIp = Dots.Addressing.Prefix.Parse("203.0.112.0/24") }],
        });
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        var terms = Controller.Services.GetService(typeof(ControllerRuntime)) is ControllerRuntime runtime ? runtime.Book.Held.Single().Terms! : null!;
        Assert.Contains("203.0.113.0/24", terms.Exceptions.Select(e => e.ToString()));
        Assert.Equal("203.0.112.0/24", terms.Drops.Single().ToString());
    }

    [Fact]
    public async Task Two_customers_do_not_get_the_same_target_and_one_may_have_it_twice()
    {
        await Start();
        await Customer.Ask(_alert, "192.0.2.200");

        Assert.Equal((409, 3), Refusal(await Other.Ask(_alert, "192.0.2.200"), "192.0.2.200"));
        Said(await Customer.Ask(ScriptedCustomer.NewAlert(), "192.0.2.200"));
        Said(await Other.Ask(_alert, "192.0.2.201"));
        await InPlace(Engagement(_alert));
        await InPlace(Engagement(_alert, "customer2"));
    }

    [Fact]
    public async Task Of_two_overlapping_requests_at_once_one_is_taken()
    {
        await Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? Customer : Other).Ask(ScriptedCustomer.NewAlert(), "192.0.2.200")));

        var taken = answers.Select((a, i) => (a, i)).Where(p => p.a is SendResult<MitigationStatusUpdates>.Ok).Select(p => p.i % 2).Distinct();
        Assert.Single(taken);
    }

    [Fact]
    public async Task Scope_may_change_under_the_same_alert_id()
    {
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        var changed = Said(await Customer.Ask(Customer.Message(_alert, "192.0.2.130")));
        Assert.Equal("192.0.2.130/32", changed.DestinationIps.Single().ToString());
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, "192.0.2.1"), "192.0.2.1"));
        Assert.True(Book.Held.Single().Runs);
    }

    [Fact]
    public async Task Mitigation_goes_on_over_a_restart_and_ends_after_it()
    {
        await Start();
        await Customer.Register(Customer.Registration("192.0.2.128/25") with { ProtectedProtocols = [17] });
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        await Restart();

        await Customer.Fetched(s => s.AlertId == _alert && s.Status == MitigationStatus.Ongoing);
        Assert.Equal((403, 255), Refusal(await Customer.Ask(Customer.Message(ScriptedCustomer.NewAlert()) with { Header = new() { Targets = ["192.0.2.129"], Protocols = [6] } }), "protocols 6"));
        Assert.Equal(1, Mitigator.Count("apply"));
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(_alert)).Status);
        await NothingInPlace();
        await Restart();
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Ask(_alert)).Status);
    }

    [Fact]
    public async Task Cancelling_ends_what_runs_and_says_how_many()
    {
        await Start();
        await Customer.Register(Customer.Registration("192.0.2.128/25") with { ProtectedProtocols = [17] });
        await Customer.Ask(_alert);
        await Customer.Ask(ScriptedCustomer.NewAlert());

        Assert.Equal(403, Assert.IsType<SendResult<RegistrationCancellingResponse>.Refused>(await Customer.Cancel("customer2")).Refusal.Status);
        var answer = Assert.IsType<SendResult<RegistrationCancellingResponse>.Ok>(await Customer.Cancel("customer1")).Message;
        Assert.Equal("cancelled; 2 mitigations withdrawn", answer.Result);
        Assert.Equal("cancelled; 0 mitigations withdrawn", Assert.IsType<SendResult<RegistrationCancellingResponse>.Ok>(await Customer.Cancel("customer1")).Message.Result);
        await NothingInPlace();
        Assert.Null(Book.Registrations.Of("customer1"));
    }

    [Fact]
    public async Task Customer_that_is_taken_out_of_the_file_is_refused_and_its_mitigations_end()
    {
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));

        World.Write("customers.json", "{");
        Said(await Customer.Ask(ScriptedCustomer.NewAlert(), "192.0.2.140"));
        WriteCustomers(first: false);

        await NothingInPlace();
        Assert.Equal((403, 255), Refusal(await Customer.Ask(ScriptedCustomer.NewAlert()), "served here"));
    }

    [Fact]
    public async Task Who_is_neither_orchestrator_nor_customer_is_refused()
    {
        await Start();
        await using var stranger = new ScriptedCustomer("op3", World.Foreigner, new([.. Dots.Transport.Tls.KeyFiles.LoadCertificates(World.PathOf("pki/ca.crt"))], null, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Dots.Transport.Tls.PeerCertificates>.Instance), "op2", ControllerWorld.UrlOf(Controller));

        Assert.Equal((403, 255), Refusal(await stranger.Ask(_alert), "served here"));
        Assert.Equal(403, Assert.IsType<SendResult<RegistrationResponse>.Refused>(await stranger.Register(stranger.Registration("192.0.2.128/25"))).Refusal.Status);
    }

    [Fact]
    public async Task Orchestrator_cannot_touch_an_own_order()
    {
        await Start();
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        using var orchestrator = Orchestrator.Client(ControllerWorld.UrlOf(Controller));

        var withdrawal = await orchestrator.Terminate(
            new() { AlertId = OwnEngagement.AlertOf(Engagement(_alert)), SenderId = Orchestrator.SenderId, Extension = new() { Engagement = new() { Id = Engagement(_alert), Revision = 9, NotAfter = DateTimeOffset.UtcNow } } }, default);

        Assert.Equal((403, 255), Refusal(withdrawal, "own"));
        Assert.Equal((404, 255), Refusal(await orchestrator.Terminate(new() { AlertId = OwnEngagement.AlertOf(Engagement(_alert)), SenderId = Orchestrator.SenderId }, default), "nothing"));
        Assert.Equal((404, 255), Refusal(await orchestrator.Terminate(new() { AlertId = _alert, SenderId = Orchestrator.SenderId }, default), _alert));
        Assert.True(Mitigator.InPlace.ContainsKey(Engagement(_alert)));
    }

    [Fact]
    public async Task Mitigator_that_declines_is_told_as_an_error_when_nobody_else_may_be_asked()
    {
        WriteCustomers(""", "relay": "never" """);
        Mitigator.Declines = new(MitigatorState.Declined, DeclineCode.Unsupported, Reason: "not this");
        await Start();
        await Customer.Ask(_alert);

        var failed = await Customer.Fetched(s => s.Status == MitigationStatus.Error);
        Assert.Equal(4, failed.ErrorReason);
        Assert.Equal("declined", failed.Extension!.Mitigation!.Operators.Single().State);

        // The next refresh tries again.
        Mitigator.Declines = null;
        await Eventually.Sees(async () => Said(await Customer.Ask(_alert)), status => status.Status == MitigationStatus.Ongoing);
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);
    }
}
