using Controller.Local;
using Dots.Mechanism;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;

namespace Controller.Tests;

/// <summary>The member's own rules: what of the orders it does not do, or only when a person says so, and what follows when its files change.</summary>
public sealed class OwnRulesTests : OneController
{
    [Theory]
    [InlineData("203.0.113.1", "198.51.100.7", DeclineCode.Unverified)]
    [InlineData("192.0.2.1", "8.8.8.8", DeclineCode.Policy)]
    public async Task Orders_that_the_members_files_do_not_allow_are_declined(string target, string source, DeclineCode code)
    {
        await Start();

        var answer = Said(await Order(1, target, source));

        Assert.Equal((EngagementReportState.Declined, code), (answer.State, answer.Decline));
        Assert.Empty(World.Mitigator.Calls);
    }

    [Fact]
    public async Task Blackhole_without_the_members_consent_is_unsupported()
    {
        await Start();

        var answer = Said(await Client!.Request(Message(1) with { Action = MitigationAction.Blackhole }, default));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Unsupported), (answer.State, answer.Decline));
    }

    [Fact]
    public async Task Member_that_declines_everything_does_so_from_the_change_of_its_file_on()
    {
        World.Write("policy.json", """{ "decline": { "code": "legal", "reason": "not today" } }""");
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
        await World.Orchestrator.Report(EngagementReportState.Active);

        World.Write(file, text);

        Assert.Equal(code, (await World.Orchestrator.Report(EngagementReportState.Declined)).Extension!.Engagement!.Decline);
        await Told("withdraw mit-1/op2 1");
    }

    [Fact]
    public async Task Rules_that_changed_while_no_controller_ran_are_heeded_from_its_start_on()
    {
        var application = await Start();
        await Order(1);
        await World.Orchestrator.Report(EngagementReportState.Active);
        await World.Stop(application);

        World.Write("never-filter", "192.0.2.1/32\n");
        await Start();

        Assert.Equal(DeclineCode.Policy, (await World.Orchestrator.Report(EngagementReportState.Declined)).Extension!.Engagement!.Decline);
        await Told("withdraw mit-1/op2 1");
    }

    [Fact]
    public async Task Filter_of_whoever_sends_lets_through_what_was_added_to_the_never_filter_list()
    {
        await Start();
        await Client!.Request(Message(1) with { Header = new() { Targets = ["192.0.2.1"], SourcePorts = [new(53, 53)], Protocols = [17] } }, default);
        await World.Orchestrator.Report(EngagementReportState.Active);

        World.Write("never-filter", "8.8.8.8/32\n9.9.9.9/32\n");

        await Told("withdraw mit-1/op2 1");
        await Told("apply mit-1/op2 1");
        await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(["apply mit-1/op2 1", "withdraw mit-1/op2 1", "apply mit-1/op2 1"], World.Mitigator.Calls.Where(c => !c.StartsWith("status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Order_that_expects_only_sources_that_are_never_filtered_is_declined()
    {
        await Start();

        var answer = Said(await Client!.Request(Expecting(1, "8.8.8.8/32"), default));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Policy), (answer.State, answer.Decline));
        Assert.Empty(World.Mitigator.Calls);
    }

    [Fact]
    public async Task Order_is_reported_active_only_after_it_was_approved_here()
    {
        World.Write("policy.json", """{ "orders": [ { "then": "approval" } ] }""");
        await Start();
        var answer = Assert.IsType<Ok>(await Order(1)).Message;
        Assert.Equal((MitigationStatus.Pending, EngagementReportState.Accepted), (answer.Status, answer.Extension!.Engagement!.State));
        Assert.InRange(answer.Lifetime!.Value.TotalSeconds, 590, 600);
        Assert.Empty(World.Mitigator.Calls);

        await LocalClient.Ask(LocalSocket.PathOf(World.PathOf("data"), "op2"), new("approve", ["mit-1/op2"], "alice"));

        await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.NotEmpty(World.Mitigator.InPlace);
    }

    [Fact]
    public async Task Dry_run_declines_and_touches_nothing()
    {
        World.Write("policy.json", """{ "dry_run": true }""");
        await Start();

        var answer = Said(await Order(1));

        Assert.Equal((EngagementReportState.Declined, DeclineCode.Policy), (answer.State, answer.Decline));
        Assert.Empty(World.Mitigator.Calls);
    }
}
