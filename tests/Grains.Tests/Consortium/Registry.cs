using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Identity;

namespace Grains.Tests.Consortium;

/// <summary>The consortium's rules with members as consortium.json says, and the way to go on from there.</summary>
internal static class Registry
{
    private static readonly ConsortiumRules Rules = new();

    public static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    public static readonly Principal Administrator = new("admin1", "admin1-key", "192.0.2.7");
    public static readonly Principal Approver = new("op2", "op2-key", "192.0.2.8");
    public static readonly Principal OwnAdministrator = new("op1", "op1-key", "192.0.2.9");

    public static readonly ConsortiumFile File = new("test", Visibility.Names,
    [
        Member("op1", "192.0.2.0/24") with { Roles = [new("op1-key", Role.MemberAdministrator)] },
        Member("op2", "198.51.100.0/24") with { Roles = [new("op2-key", Role.Approver)] },
        new Member { Id = "admin1", Kind = MemberKind.Observer, State = MemberState.Approved, Keys = ["admin1-key"], Roles = [new("admin1-key", Role.ConsortiumAdministrator)] },
    ]);

    public static readonly ConsortiumState State = ConsortiumState.None.Then(new ConsortiumCommand.Replace(File, "consortium.json"));

    public static ConsortiumState Then(this ConsortiumState state, ConsortiumCommand command, DateTimeOffset? at = null)
    {
        var decision = Rules.Decide(state, command, at ?? Now);
        Assert.Null(decision.Refusal);
        return decision.Events.Aggregate(state, Rules.Apply);
    }

    public static ImmutableArray<ConsortiumEvent> Decide(this ConsortiumState state, ConsortiumCommand command, DateTimeOffset? at = null)
    {
        var decision = Rules.Decide(state, command, at ?? Now);
        Assert.Null(decision.Refusal);
        return decision.Events;
    }

    /// <summary>Code and detail of the refusal.</summary>
    public static string Refused(this ConsortiumState state, ConsortiumCommand command, DateTimeOffset? at = null)
    {
        var decision = Rules.Decide(state, command, at ?? Now);
        Assert.Empty(decision.Events);
        Assert.NotNull(decision.Refusal);
        return $"{decision.Refusal.Code}: {decision.Refusal.Detail}";
    }

    public static ConsortiumCommand.Replace Reads(Func<Member, Member> change) => new(File with { Members = [.. File.Members.Select(change)] }, "consortium.json");

    private static Member Member(string id, string zone) => new()
    {
        Id = id, Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [64500], Zones = [Prefix.Parse(zone)], Evidence = "checked", Keys = [id + "-key"],
    };
}
