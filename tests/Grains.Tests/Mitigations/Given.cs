using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Dots.Serving;
using Grains.Mitigations;
using Storage.Shells;

namespace Grains.Tests.Mitigations;

/// <summary>Mitigations in the states that tests begin with, and the way to go on from there.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    public static readonly MitigationKey Key = new("op1", new string('a', 64));
    public static readonly Lifetimes Lifetimes = new();
    public static readonly MitigationRules Rules = new(Lifetimes);

    public static HelpRequest Request(string target = "192.0.2.1", TimeSpan? lifetime = null) => new()
    {
        Match = new TrafficMatch { Destinations = [Prefix.Parse(target)], Protocols = [17], SourcePorts = [new(161, 161)] },
        Action = HelpAction.Mitigation,
        Lifetime = lifetime,
    };

    public static MitigationCommand.Ask Ask(HelpRequest? request = null, DateTimeOffset? date = null, string hash = "h1") => new(Key, request ?? Request(), date ?? Now, hash);

    public static MitigationCommand.Plan Plan(int scope, params string[] operators) => new(
        scope,
        new PlanSummary { Policy = "broadcast", At = Now },
        operators.ToImmutableSortedDictionary(o => o, _ => new Assignment { Match = Request().Match, Share = 0.5 }, StringComparer.Ordinal));

    /// <summary>The plan of a call for further operators.</summary>
    public static MitigationCommand.Plan Wave(int wave, params string[] operators) => Plan(1, operators) with { Wave = wave };

    public static Mitigation Accepted(TimeSpan? lifetime = null) => Mitigation.None.Then(Ask(Request(lifetime: lifetime)));

    public static Mitigation Planned(params string[] operators) => Accepted().Then(Plan(1, operators));

    public static Mitigation Active(params string[] operators) =>
        operators.Aggregate(Planned(operators), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));

    public static Mitigation Then(this Mitigation state, MitigationCommand command, DateTimeOffset? at = null)
    {
        var decision = Rules.Decide(state, command, at ?? Now);
        Assert.Null(decision.Refusal);
        return decision.Events.Aggregate(state, Rules.Apply);
    }

    public static Decision<MitigationEvent> Decide(this Mitigation state, MitigationCommand command, DateTimeOffset? at = null) => Rules.Decide(state, command, at ?? Now);

    public static string[] Sends(this Mitigation state, DateTimeOffset? at = null) =>
        [.. Rules.Due(state, at ?? Now).OfType<SendOrder>().Select(s => $"{s.Engagement.Operator} {s.Engagement.Revision}{(s.Withdraws ? " withdraw" : "")}")];

    /// <summary>Whom the plan that is due leaves out.</summary>
    public static string[] Excepted(this Mitigation state, DateTimeOffset at) => [.. Assert.Single(Rules.Due(state with { End = DateTimeOffset.MaxValue }, at).OfType<MakePlan>()).Except];
}
