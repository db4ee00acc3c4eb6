using Controller.Customers;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Dots.Serving;

namespace Controller.Tests.Customers;

/// <summary>How long a customer's mitigation may run.</summary>
public sealed class CustomerScopeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly CustomerLimits Limits = new() { Duration = TimeSpan.FromSeconds(600) };

    [Fact]
    public void Mitigation_that_runs_longer_than_agreed_is_refreshed_no_more()
    {
        Assert.Null(Check(null));
        Assert.Null(Check(Now.AddSeconds(-600)));

        var refused = Check(Now.AddSeconds(-601))!;

        Assert.Equal((403, 255), (refused.Status, refused.ErrorReason));
        Assert.Contains("duration", refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, 600)]
    [InlineData(0, null, 600)]
    [InlineData(300, null, 300)]
    [InlineData(700, null, 600)]
    [InlineData(500, 200, 400)]
    [InlineData(0, 600, 1)]
    public void No_longer_lifetime_is_granted_than_the_contract_has_left(int? asked, int? ran, int? granted) =>
        Assert.Equal(Span(granted), CustomerScope.Lifetime(Limits, Span(asked), ran is { } seconds ? Now.AddSeconds(-seconds) : null, new Lifetimes(), Now));

    [Fact]
    public void Without_a_contract_the_lifetime_is_as_it_was_asked_for() =>
        Assert.Equal((null, TimeSpan.Zero), (CustomerScope.Lifetime(new(), null, null, new Lifetimes(), Now), CustomerScope.Lifetime(new(), TimeSpan.Zero, Now.AddDays(-9), new Lifetimes(), Now)));

    private static TimeSpan? Span(int? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;

    private static MechanismRefusal? Check(DateTimeOffset? runsSince)
    {
        var target = Prefix.Parse("192.0.2.1");
        var customer = new Customer { Id = "customer1", Zones = [target], Limits = Limits };
        return CustomerScope.Check(customer, null, new() { Header = new() { Targets = ["192.0.2.1"] } }, new TrafficMatch { Destinations = [target] }, runsSince, Now);
    }
}
