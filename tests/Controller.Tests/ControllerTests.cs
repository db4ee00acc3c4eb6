using System.Net;
using System.Text.Json;
using Controller.Local;
using Controller.Signaling;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;
using Refused = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Refused;

namespace Controller.Tests;

/// <summary>The whole controller, as the orchestrator meets it.</summary>
public sealed class ControllerTests : IAsyncLifetime
{
    private const string Alert = "00000000000000000000000000000000000000000000000000000000000000a1";
    private const string OtherAlert = "00000000000000000000000000000000000000000000000000000000000000b2";

    private readonly ControllerWorld _world = new();
    private MechanismClient? _client;

    public Task InitializeAsync() => _world.InitializeAsync();

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Registration_tells_what_the_settings_say()
    {
        var application = _world.Build();
        await application.StartAsync();
        var registration = await ScriptedOrchestrator.Next(_world.Orchestrator.Registrations);

        Assert.Equal(("Example Networks", "198.51.100.0/24"), (registration.CustomerName, registration.ProtectedZones.Single().IPv4.ToString()));
        Assert.Equal(ControllerWorld.UrlOf(application), registration.Extension!.CallbackUrl);
        Assert.Equal((64502u, 1000L, OperatorKind.OnPath), (registration.Extension.Operator!.Asns.Single(), registration.Extension.Operator.RulesMax, registration.Extension.Operator.Kind));
        await _world.Stop(application);
    }

    [Fact]
    public async Task Order_is_accepted_then_active_then_withdrawn()
    {
        await Start();

        var accepted = Said(await Order(1));
        Assert.Equal(("mit-1/op2", 1, EngagementReportState.Accepted), (accepted.Id, accepted.Revision, accepted.State));
        var active = await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal((Alert, MitigationStatus.Ongoing), (active.AlertId, active.Status));
        Assert.True(_world.Mitigator.InPlace.ContainsKey("mit-1/op2"));

        var ended = Said(await Withdraw(2));
        Assert.Equal((2, EngagementReportState.Ended), (ended.Revision, ended.State));
        Assert.Empty(_world.Mitigator.InPlace);
    }

    [Fact]
    public async Task Duplicates_and_late_orders_are_answered_the_stored_outcome()
    {
        await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);

        Assert.Equal(EngagementReportState.Active, Said(await Order(1)).State);
        await Withdraw(2);
        Assert.Equal((2, EngagementReportState.Ended), (Said(await Order(1)).Revision, Said(await Order(1)).State));

        Assert.Equal(1, _world.Mitigator.Count("apply"));
    }

    [Fact]
    public async Task Order_ends_by_itself_while_the_orchestrator_is_gone()
    {
        var application = await Start();
        await Order(1, notAfter: DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3));
        await _world.Mitigator.Next();
        await _world.Orchestrator.Stop();

        while (await _world.Mitigator.Next() is not "withdraw mit-1/op2 1")
        {
        }

        // It says so to the new one that comes in its place.
        await _world.Orchestrator.Start(_world.Orchestrator.Url.Port);
        await _world.Orchestrator.Report(EngagementReportState.Ended);
        await _world.Stop(application);
        Assert.False(LastLogLine().GetProperty("held").GetBoolean());
    }

    [Fact]
    public async Task Orders_and_report_numbers_survive_a_restart()
    {
        var first = await Start();
        await Order(1);
        var before = await _world.Orchestrator.Report(EngagementReportState.Active);
        await _world.Stop(first);

        await Start();
        var after = await _world.Orchestrator.Report(EngagementReportState.Active);

        Assert.True(after.Extension!.Engagement!.Report > before.Extension!.Engagement!.Report);
        Assert.Equal(1, _world.Mitigator.Count("apply"));
        Assert.Equal(EngagementReportState.Ended, Said(await Withdraw(2)).State);
    }

    [Fact]
    public async Task Active_filter_is_reported_with_its_counters()
    {
        _world.Mitigator.Counters = new(100, 800_000, 5, 40_000);
        _world.Mitigator.RulesFree = 12;
        await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);
        var second = await _world.Orchestrator.Report(EngagementReportState.Active);

        Assert.Equal((100, 800_000, 5, 40_000), (second.MaliciousTotalPackets, second.MaliciousTotalBits, second.ForwardedTotalPackets, second.ForwardedTotalBits));
        Assert.Equal(12, second.Extension!.Engagement!.RulesFree);
        Assert.Equal(("198.51.100.7/32", "192.0.2.1/32"), (second.SourceIps.Single().ToString(), second.DestinationIps.Single().ToString()));
    }

    [Theory]
    [InlineData("203.0.113.1", "198.51.100.7", DeclineCode.Unverified)]
    [InlineData("192.0.2.1", "8.8.8.8", DeclineCode.Policy)]
    public async Task Orders_that_the_members_files_do_not_allow_are_declined(string target, string source, DeclineCode code)
    {
        await Start();

        var answer = Said(await Order(1, target, source));

        Assert.Equal((EngagementReportState.Declined, code), (answer.State, answer.Decline));
        Assert.Empty(_world.Mitigator.Calls);
    }

    [Fact]
    public async Task Blackhole_without_the_members_consent_is_unsupported()
    {
        await Start();

        var answer = Said(await _client!.Request(Message(1) with { Action = MitigationAction.Blackhole }, default));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Unsupported), (answer.State, answer.Decline));
    }

    [Fact]
    public async Task Member_that_declines_everything_does_so_from_the_change_of_its_file_on()
    {
        _world.Write("policy.json", """{ "decline": { "code": "legal", "reason": "not today" } }""");
        await Start();

        Assert.Equal(DeclineCode.Legal, Said(await Order(1)).Decline);
    }

    [Theory]
    [InlineData("policy.json", """{ "decline": { "code": "legal", "reason": "not today" } }""", DeclineCode.Legal)]
    [InlineData("policy.json", """{ "orders": [ { "asker": ["mit-1"], "then": "decline" }, { "then": "decline" } ] }""", DeclineCode.Policy)]
    [InlineData("never-filter", "192.0.2.1/32\n", DeclineCode.Policy)]
    [InlineData("never-filter", "198.51.100.0/24\n", DeclineCode.Policy)]
    [InlineData("prefixes", "203.0.113.0/24\n", DeclineCode.Unverified)]
    public async Task Filter_that_changed_rules_do_not_allow_is_taken_out_and_reported_declined(string file, string text, DeclineCode code)
    {
        await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);

        _world.Write(file, text);

        Assert.Equal(code, (await _world.Orchestrator.Report(EngagementReportState.Declined)).Extension!.Engagement!.Decline);
        await Told("withdraw mit-1/op2 1");
    }

    [Fact]
    public async Task Rules_that_changed_while_no_controller_ran_are_heeded_from_its_start_on()
    {
        var application = await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);
        await _world.Stop(application);

        _world.Write("never-filter", "192.0.2.1/32\n");
        await Start();

        Assert.Equal(DeclineCode.Policy, (await _world.Orchestrator.Report(EngagementReportState.Declined)).Extension!.Engagement!.Decline);
        await Told("withdraw mit-1/op2 1");
    }

    [Fact]
    public async Task Filter_of_whoever_sends_lets_through_what_was_added_to_the_never_filter_list()
    {
        await Start();
        await _client!.Request(Message(1) with { Header = new() { Targets = ["192.0.2.1"], SourcePorts = [new(53, 53)], Protocols = [17] } }, default);
        await _world.Orchestrator.Report(EngagementReportState.Active);

        _world.Write("never-filter", "8.8.8.8/32\n9.9.9.9/32\n");

        await Told("withdraw mit-1/op2 1");
        await Told("apply mit-1/op2 1");
        await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(["apply mit-1/op2 1", "withdraw mit-1/op2 1", "apply mit-1/op2 1"], _world.Mitigator.Calls.Where(c => !c.StartsWith("status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_members_are_refused_though_their_certificates_are_good()
    {
        var application = await Start();
        using var foreigner = _world.Orchestrator.Client(ControllerWorld.UrlOf(application), _world.Foreigner);

        var refused = Assert.IsType<Refused>(await foreigner.Request(Message(1) with { SenderId = Dots.Transport.Tls.SenderId.Of(_world.Foreigner) }, default));

        Assert.Equal(403, refused.Refusal.Status);
        Assert.Empty(_world.Mitigator.Calls);
    }

    [Fact]
    public async Task Orders_for_other_operators_and_of_other_senders_are_refused()
    {
        await Start();

        Assert.Equal(403, Status(await _client!.Request(Message(1, engagement: "mit-1/op3"), default)));
        Assert.Equal(403, Status(await _client.Request(Message(1, engagement: "op2"), default)));
        Assert.Equal(403, Status(await _client.Request(Message(1) with { SenderId = Alert }, default)));
        Assert.Equal(403, Status(await _client.Request(Message(1) with { SenderAsn = 64501 }, default)));
        Assert.Equal(403, Status(await _client.Terminate(new() { AlertId = Alert, SenderId = _world.Orchestrator.SenderId, SenderAsn = 64501 }, default)));
        Assert.Equal(400, Status(await _client.Request(Message(0), default)));
        Assert.Equal(400, Status(await _client.Request(Message(1) with { Extension = null }, default)));
        Assert.Equal(404, Status(await _client.Terminate(new() { AlertId = OtherAlert, SenderId = _world.Orchestrator.SenderId }, default)));
        await Order(1);
        Assert.Equal(403, Status(await _client.Request(Message(2) with { AlertId = OtherAlert }, default)));
    }

    [Fact]
    public async Task Withdrawal_without_the_extension_ends_what_its_alert_began()
    {
        await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);

        var answer = Said(await _client!.Terminate(new() { AlertId = Alert, SenderId = _world.Orchestrator.SenderId }, default));

        Assert.Equal(EngagementReportState.Ended, answer.State);
        Assert.Empty(_world.Mitigator.InPlace);
    }

    [Fact]
    public async Task Heartbeats_are_answered_with_the_time()
    {
        await Start();

        var answer = Assert.IsType<SendResult<Heartbeat>.Ok>(await _client!.Heartbeat(new() { SenderId = _world.Orchestrator.SenderId }, default));

        Assert.InRange(answer.Message.Extension!.Now!.Value, DateTimeOffset.UtcNow.AddSeconds(-10), DateTimeOffset.UtcNow.AddSeconds(10));
        Assert.Equal(64502u, answer.Message.SenderAsn);
    }

    [Fact]
    public async Task Readiness_needs_a_registration()
    {
        _world.Orchestrator.Refuses = new(503, 2, "starting") { RetryAfter = TimeSpan.FromSeconds(1) };
        var application = _world.Build();
        await application.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { BaseAddress = ControllerWorld.UrlOf(application) };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode);
        _world.Orchestrator.Refuses = null;
        await ScriptedOrchestrator.Next(_world.Orchestrator.Registrations);
        for (var tries = 0; (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode != HttpStatusCode.OK; tries++)
            Assert.True(tries < 1000);
        await _world.Stop(application);
    }

    [Fact]
    public async Task Own_people_ask_through_the_controller_and_hear_the_status()
    {
        var application = await Start();
        var asker = application.Services.GetRequiredService<Asker>();
        var heard = System.Threading.Channels.Channel.CreateUnbounded<MitigationStatusUpdates>();
        asker.StatusChanged += s => heard.Writer.TryWrite(s);

        var answered = Assert.IsType<Ok>(await asker.Request(new() { Header = new() { Targets = ["198.51.100.9"] }, MaxBandwidthBps = 8_000_000_000 })).Message;
        var asked = Assert.IsType<MitigationRequest>(await ScriptedOrchestrator.Next(_world.Orchestrator.Asked));
        Assert.Equal((64, 64502u, "198.51.100.9"), (asked.AlertId.Length, asked.SenderAsn, asked.Header.Targets.Single()));
        Assert.Equal(MitigationStatus.Pending, (await ScriptedOrchestrator.Next(heard)).Status);

        Assert.IsType<SendResult<Nothing>.Ok>(await _client!.Status(_world.Orchestrator.StatusOf(answered.AlertId, MitigationStatus.Ongoing), default));
        Assert.Equal(MitigationStatus.Ongoing, (await ScriptedOrchestrator.Next(heard)).Status);
        Assert.Equal(MitigationStatus.Ongoing, asker.Status[answered.AlertId].Status);

        await asker.Refresh(answered.AlertId, TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromHours(2), Assert.IsType<MitigationRequest>(await ScriptedOrchestrator.Next(_world.Orchestrator.Asked)).Lifetime);
        Assert.Equal(MitigationStatus.Done, Assert.IsType<Ok>(await asker.Terminate(answered.AlertId)).Message.Status);
    }

    [Fact]
    public async Task Command_of_the_member_puts_filters_in_place()
    {
        var script = _world.Script("mitigate", "cat >/dev/null\necho \"$1\" >> \"$(dirname \"$0\")/calls\"\ncase $1 in withdraw) echo '{\"state\":\"ended\"}';; *) echo '{\"state\":\"active\",\"dropped_packets\":7}';; esac\n");
        (_world.Settings["Mitigator:Kind"], _world.Settings["Mitigator:Command"]) = ("command", script);
        await Start(ownMitigator: true);

        await Order(1);
        var report = await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(7, report.MaliciousTotalPackets);
        Assert.Equal(EngagementReportState.Ended, Said(await Withdraw(2)).State);

        Assert.Equal(["apply", "withdraw"], File.ReadAllLines(_world.PathOf("calls")).Where(c => c != "status"));
    }

    [Fact]
    public async Task Command_gets_the_engagement_of_the_revision_that_set_the_terms_also_after_refresh_and_restart()
    {
        var script = _world.Script("mitigate", "cat > \"$(dirname \"$0\")/$1.json\"\ncase $1 in withdraw) echo '{\"state\":\"ended\"}';; *) echo '{\"state\":\"active\"}';; esac\n");
        (_world.Settings["Mitigator:Kind"], _world.Settings["Mitigator:Command"]) = ("command", script);
        var first = await Start(ownMitigator: true);
        await _client!.Request(Expecting(1, "198.51.100.0/24", "8.8.8.8/32"), default);
        await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(EngagementReportState.Active, Said(await _client.Request(Expecting(2, "198.51.100.0/24", "8.8.8.8/32"), default)).State);
        await _world.Stop(first);

        await Start(ownMitigator: true);
        await Withdraw(3);

        foreach (var action in new[] { "apply", "withdraw" })
        {
            var engagement = JsonDocument.Parse(File.ReadAllText(_world.PathOf(action + ".json"))).RootElement.GetProperty("engagement");
            Assert.Equal(("mit-1/op2", 1, 0.25), (engagement.GetProperty("id").GetString(), engagement.GetProperty("revision").GetInt32(), engagement.GetProperty("share").GetDouble()));
            Assert.Equal("198.51.100.0/24", engagement.GetProperty("sources").EnumerateArray().Single().GetProperty("prefix").GetString());
        }
    }

    [Fact]
    public async Task Order_that_expects_only_sources_that_are_never_filtered_is_declined()
    {
        await Start();

        var answer = Said(await _client!.Request(Expecting(1, "8.8.8.8/32"), default));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Policy), (answer.State, answer.Decline));
        Assert.Empty(_world.Mitigator.Calls);
    }

    [Fact]
    public async Task Order_is_reported_active_only_after_it_was_approved_here()
    {
        _world.Write("policy.json", """{ "orders": [ { "then": "approval" } ] }""");
        await Start();
        var answer = Assert.IsType<Ok>(await Order(1)).Message;
        Assert.Equal((MitigationStatus.Pending, EngagementReportState.Accepted), (answer.Status, answer.Extension!.Engagement!.State));
        Assert.InRange(answer.Lifetime!.Value.TotalSeconds, 590, 600);
        Assert.Empty(_world.Mitigator.Calls);

        await LocalClient.Ask(LocalSocket.PathOf(_world.PathOf("data"), "op2"), new("approve", ["mit-1/op2"], "alice"));

        await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.NotEmpty(_world.Mitigator.InPlace);
    }

    [Fact]
    public async Task Dry_run_declines_and_touches_nothing()
    {
        _world.Write("policy.json", """{ "dry_run": true }""");
        await Start();

        var answer = Said(await Order(1));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Policy), (answer.State, answer.Decline));
        Assert.Empty(_world.Mitigator.Calls);
    }

    [Fact]
    public async Task What_the_asker_says_of_the_attack_is_kept_with_the_order_also_over_a_restart()
    {
        var application = await Start();
        var order = _world.Order("mit-1/op2", Alert) with
        {
            Info = new() { AttackTypes = ["dns_amplification"], Severity = AttackSeverity.High, Ongoing = true, Direction = AttackDirection.In },
            Vendor = new() { Name = "example", Payload = new() { Content = [.. Enumerable.Repeat((byte)7, AttackDescription.MaximumSample + 1)] } },
        };
        Assert.IsType<Ok>(await _client!.Request(order, default));
        await _world.Orchestrator.Report(EngagementReportState.Active);
        await _world.Stop(application);
        application = await _world.Start();

        var attack = application.Services.GetRequiredService<ControllerRuntime>().Book.Held.Single().Terms!.Attack!;

        Assert.Equal(("dns_amplification", AttackSeverity.High, true, AttackDirection.In), (attack.Info!.AttackTypes.Single(), attack.Info.Severity, attack.Info.Ongoing, attack.Info.Direction));
        Assert.Equal(("example", 64), (attack.Vendor!.Name, attack.Vendor.Payload!.Hash!.Length));
        Assert.Empty(attack.Vendor.Payload.Content);
    }

    [Fact]
    public async Task Efficacy_and_heartbeats_of_the_orchestrator_are_shown_and_its_acknowledgement_logged()
    {
        await Start();
        await Order(1);
        await _world.Orchestrator.Report(EngagementReportState.Active);
        Assert.IsType<Ok>(await _client!.Efficacy(new() { AlertId = Alert, SenderId = _world.Orchestrator.SenderId, Health = 35, AttackStatus = AttackStatus.InProcess }, default));
        await _client.Heartbeat(new() { SenderId = _world.Orchestrator.SenderId }, default);

        var shown = string.Join('\n', (await LocalClient.Ask(LocalSocket.PathOf(_world.PathOf("data"), "op2"), new("list", [], "alice"))).Lines);
        Assert.Contains("asker's health 35, attack going on", shown, StringComparison.Ordinal);
        Assert.Contains("its last heartbeat came 0 s ago", shown, StringComparison.Ordinal);

        await Withdraw(2);
        foreach (var alert in new[] { Alert, OtherAlert })
            Assert.IsType<SendResult<Nothing>.Ok>(await _client.Acknowledge(new() { AlertId = alert, SenderId = _world.Orchestrator.SenderId }, default));
        Assert.Equal(("acknowledged", false), (LastLogLine().GetProperty("event").GetString(), LastLogLine().GetProperty("held").GetBoolean()));
    }

    [Fact]
    public void Files_that_cannot_be_used_refuse_the_start_all_at_once()
    {
        _world.Write("prefixes", "nonsense\n");
        _world.Write("policy.json", "{");
        _world.Write("ca.crl", "no list");
        _world.Settings["Identity:Crl"] = _world.PathOf("ca.crl");
        foreach (var file in new[] { "Customers:File", "Detection:File" })
            _world.Settings[file] = _world.PathOf("policy.json");

        var problems = Assert.Throws<SettingsException>(() => _world.Build()).Problems;

        Assert.Equal(["Customers:File", "Detection:File", "Identity:Crl", "Policy:File", "Prefixes:File"], problems.Select(p => p.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Policy_that_asks_for_countries_takes_their_file()
    {
        _world.Write("policy.json", """{ "orders": [ { "country": ["AQ"], "then": "decline" } ] }""");
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems);
        Assert.Equal("Policy:File", problem.Path);
        Assert.Contains("takes Policy:Countries", problem.Message, StringComparison.Ordinal);

        _world.Write("countries", "192.0.2.0/24\tAQ\n");
        _world.Settings["Policy:Countries"] = _world.PathOf("countries");
        Assert.NotNull(_world.Build());
    }

    [Fact]
    public void Key_that_others_can_read_refuses_the_start()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_world.PathOf("pki/op2.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Equal("Identity:Certificate", Assert.Throws<SettingsException>(() => _world.Build()).Problems.Single().Path);
    }

    private async Task<WebApplication> Start(bool ownMitigator = false)
    {
        _client?.Dispose();
        var application = await _world.Start(ownMitigator);
        _client = _world.Orchestrator.Client(ControllerWorld.UrlOf(application));
        return application;
    }

    private MitigationRequest Message(int revision, string target = "192.0.2.1", string source = "198.51.100.7", string engagement = "mit-1/op2", DateTimeOffset? notAfter = null) => new()
    {
        AlertId = Alert,
        SenderId = _world.Orchestrator.SenderId,
        Header = new() { Targets = [target], Sources = [Prefix.Parse(source)] },
        Extension = new() { Engagement = new() { Id = engagement, Revision = revision, NotAfter = notAfter ?? DateTimeOffset.UtcNow.AddMinutes(10) } },
    };

    /// <summary>An order that names its sources only as what is expected.</summary>
    private MitigationRequest Expecting(int revision, params string[] sources) => Message(revision) with
    {
        Header = new() { Targets = ["192.0.2.1"], SourcePorts = [new(53, 53)], Protocols = [17] },
        Extension = new()
        {
            Engagement = new()
            {
                Id = "mit-1/op2", Revision = revision, NotAfter = DateTimeOffset.UtcNow.AddMinutes(10 + revision), Share = 0.25 * revision,
                Sources = [.. sources.Select(s => new AttackSource { Prefix = Prefix.Parse(s) })],
            },
        },
    };

    private Task<SendResult<MitigationStatusUpdates>> Order(int revision, string target = "192.0.2.1", string source = "198.51.100.7", DateTimeOffset? notAfter = null) =>
        _client!.Request(Message(revision, target, source, notAfter: notAfter), default);

    private Task<SendResult<MitigationStatusUpdates>> Withdraw(int revision) => _client!.Terminate(
        new() { AlertId = Alert, SenderId = _world.Orchestrator.SenderId, Extension = new() { Engagement = new() { Id = "mit-1/op2", Revision = revision, NotAfter = DateTimeOffset.UtcNow } } }, default);

    /// <summary>Waits until the mitigator is told this.</summary>
    private async Task Told(string call)
    {
        while (await _world.Mitigator.Next() != call)
        {
        }
    }

    private static EngagementReport Said(SendResult<MitigationStatusUpdates> result) => Assert.IsType<Ok>(result).Message.Extension!.Engagement!;

    private static int Status(SendResult<MitigationStatusUpdates> result) => Assert.IsType<Refused>(result).Refusal.Status;

    private JsonElement LastLogLine() => JsonDocument.Parse(File.ReadLines(_world.PathOf("data/logs/op2.jsonl")).Last()).RootElement;
}
