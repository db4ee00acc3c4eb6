using Controller.Customers;
using Controller.Mitigators;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>What a customer is told never says more than was confirmed.</summary>
public sealed class CustomerStatusesTests
{
    private static readonly HeldOrder Accepted = Orders.Given.Accepted, Active = Orders.Given.Active;

    private readonly FoldedFigures _figures = new(StoredFigures.Zero);

    [Fact]
    public void Pending_until_the_own_mitigator_or_an_orchestrator_confirms()
    {
        Assert.Equal(MitigationStatus.Pending, Status(Given.Running, null).Status);
        Assert.Equal(MitigationStatus.Pending, Status(Given.Running, Accepted).Status);
        Assert.Equal(MitigationStatus.Ongoing, Status(Given.Running, Active).Status);
        Assert.Equal(MitigationStatus.Pending, Status(Given.Escalated, Accepted, Helps(MitigationStatus.Pending)).Status);
        Assert.Equal(MitigationStatus.Ongoing, Status(Given.Escalated, Accepted, Helps(MitigationStatus.Ongoing)).Status);
    }

    [Theory]
    [InlineData(DeclineCode.Unsupported, 4)]
    [InlineData(DeclineCode.Capacity, 255)]
    public void Error_when_own_means_decline_and_nobody_else_is_asked(DeclineCode code, int reason)
    {
        var declined = Accepted with { Phase = OrderPhase.Over, Outcome = OrderOutcome.Declined, Decline = code };

        Assert.Equal((MitigationStatus.Error, reason), (Status(Given.Running, declined).Status, Status(Given.Running, declined).ErrorReason!.Value));
        Assert.Equal(MitigationStatus.Pending, Status(Given.Escalated, declined).Status);
        Assert.Equal(MitigationStatus.Error, Status(Given.Escalated, declined, failing: "it is down").Status);
    }

    [Fact]
    public void Done_from_the_end_on_whatever_still_stands() =>
        Assert.Equal(MitigationStatus.Done, Status(Given.Running.Then(new CustomerCommand.Withdraw("customer1")), Active).Status);

    [Fact]
    public void What_is_discarded_is_the_own_mitigators_and_otherwise_the_helpers()
    {
        var helpers = Helps(MitigationStatus.Ongoing) with { SourcePorts = [new(389, 389)] };

        Assert.Empty(Status(Given.Escalated, Accepted, Helps(MitigationStatus.Pending)).SourcePorts);
        Assert.Equal(389, Status(Given.Escalated, Accepted, helpers).SourcePorts.Single().First);
        Assert.Equal(Active.Terms!.Match.Sources.AsEnumerable(), Status(Given.Escalated, Active, helpers).SourceIps.AsEnumerable());
    }

    [Fact]
    public void Operators_figures_and_their_ages_are_told_as_far_as_they_are_known()
    {
        _figures.TakeOwn(new TrafficCounters(10, 400_000, 5, 100), Given.Now, Given.Now.AddSeconds(1));
        _figures.TakeHelpers(new TrafficCounters(20, 500_000, 0, 0), Given.Now, Given.Now.AddSeconds(1), seenAgain: true);
        var helpers = Helps(MitigationStatus.Ongoing, new OperatorOverview { Name = "op3", State = "active", DroppedBps = 500_000, Age = TimeSpan.FromSeconds(2) });

        var status = Status(Given.Escalated, Active, helpers, heardAt: Given.Now.AddSeconds(1), now: Given.Now.AddSeconds(4));

        var overview = status.Extension!.Mitigation!;
        Assert.Equal((30, 900_000, 5, 100), (status.MaliciousTotalPackets, status.MaliciousTotalBits, status.ForwardedTotalPackets, status.ForwardedTotalBits));
        Assert.Equal((0.9, 100_000), (overview.Removed, overview.ResidueBps));
        Assert.Equal(
            [("op2", "active", 400_000L, TimeSpan.FromSeconds(3)), ("op3", "active", 500_000L, TimeSpan.FromSeconds(5))],
            overview.Operators.Select(o => (o.Name, o.State, o.DroppedBps!.Value, o.Age!.Value)));
        Assert.Null(Status(Given.Escalated, Active, helpers, extensions: false).Extension);
    }

    private static MitigationStatusUpdates Helps(MitigationStatus status, params OperatorOverview[] operators) =>
        new() { AlertId = "e1", Status = status, Extension = new() { Mitigation = new() { Operators = [.. operators] } } };

    private MitigationStatusUpdates Status(
        CustomerMitigation mitigation, HeldOrder? own, MitigationStatusUpdates? helpers = null, string? failing = null, bool extensions = true, DateTimeOffset? heardAt = null, DateTimeOffset? now = null) =>
        CustomerStatuses.Of(new(mitigation, [], own, null, helpers, heardAt ?? Given.Now, failing, _figures), "op2", Given.Sender, 64502, extensions, now ?? Given.Now);
}
