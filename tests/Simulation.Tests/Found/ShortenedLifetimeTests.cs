using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Dots.Serving;
using Grains.Mitigations;

namespace Simulation.Tests.Found;

/// <summary>What the simulation found once, small: a lifetime made shorter while one controller cannot be reached.</summary>
public sealed class ShortenedLifetimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    private static readonly MitigationRules Rules = new(new Lifetimes());
    private static readonly HelpRequest Request = new() { Match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1/32")] }, Action = HelpAction.Mitigation };

    [Fact]
    public void Withdrawal_goes_on_until_the_end_of_the_longest_order_that_may_be_in_force()
    {
        var state = Shortened(answered: false);
        state = Then(state, new MitigationCommand.Tick(), Now.AddSeconds(310));

        Assert.Contains(Rules.Due(state, Now.AddSeconds(3000)), e => e is SendOrder { Withdraws: true });
        Assert.NotEqual(MitigationPhase.Closed, Then(state, new MitigationCommand.Tick(), Now.AddSeconds(3659)).Phase);
        Assert.Equal(MitigationPhase.Closed, Then(state, new MitigationCommand.Tick(), Now.AddSeconds(3660)).Phase);
    }

    [Fact]
    public void Controller_that_answered_the_shorter_order_is_not_waited_for()
    {
        var state = Shortened(answered: true);
        state = Then(state, new MitigationCommand.Tick(), Now.AddSeconds(310));

        Assert.Equal(MitigationPhase.Closed, Then(state, new MitigationCommand.Tick(), Now.AddSeconds(370)).Phase);
    }

    private static Mitigation Shortened(bool answered)
    {
        var key = new MitigationKey("op9", "a1");
        var assignments = ImmutableSortedDictionary.Create<string, Assignment>(StringComparer.Ordinal).Add("op1", new() { Match = Request.Match });
        var state = Then(Mitigation.None, new MitigationCommand.Ask(key, Request with { Lifetime = TimeSpan.FromSeconds(3600) }, Now, "1"), Now);
        state = Then(state, new MitigationCommand.Plan(1, new(), assignments), Now);
        state = Then(state, new MitigationCommand.Hear("op1", 1, EngagementState.Active), Now);
        state = Then(state, new MitigationCommand.Ask(key, Request with { Lifetime = TimeSpan.FromSeconds(300) }, Now.AddSeconds(5), "2"), Now.AddSeconds(5));
        return answered ? Then(state, new MitigationCommand.Hear("op1", 2, EngagementState.Active), Now.AddSeconds(6)) : state;
    }

    private static Mitigation Then(Mitigation state, MitigationCommand command, DateTimeOffset now) =>
        Rules.Decide(state, command, now).Events.Aggregate(state, Rules.Apply);
}
