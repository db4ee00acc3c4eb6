using System.Collections.Immutable;
using Grains.Identity;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>Tokens and the keys that come by them. Pure.</summary>
internal static class EnrolmentRules
{
    internal const int MaximumTokens = 1000;

    internal static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Mint command, DateTimeOffset now)
    {
        var token = command.Token;
        if (Administration.NeedsMember(state, command.By, token.Member, command.Why) is { } refused)
            return refused;
        if (MemberId.Problem(token.Member) is { } problem)
            return new Refusal("invalid", problem);
        if (state.Members.GetValueOrDefault(token.Member) is { State: MemberState.Suspended })
            return new Refusal("invalid", $"{token.Member} is suspended");
        if (token.Until - now < Shortest || token.Until - now > Longest)
            return new Refusal("invalid", $"a token is good for {Shortest.TotalMinutes:0} minute to {Longest.TotalDays:0} days");
        return state.Tokens.Count(t => t.Value.Until > now) >= MaximumTokens
            ? new Refusal("full", $"{MaximumTokens} tokens are out already: wait until some have expired")
            : new ConsortiumEvent.TokenMinted(token, Origin.Of(command.By, command.Why)) { At = now };
    }

    /// <summary>The token is used up for this one key, in the same write that makes the key the member's: it can be used for no other, whatever happens then.</summary>
    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Enrol command, DateTimeOffset now)
    {
        if (state.Tokens.GetValueOrDefault(command.TokenHash) is not { } token || token.Until <= now)
            return new Refusal("no-token", "the token is not known, or has expired: ask an administrator for a new one");
        if (token.Key == command.Key)
            return Decision<ConsortiumEvent>.Nothing;
        if (token.Key is not null)
            return new Refusal("no-token", "the token was used for another key: each is good for one");
        if (state.Owner(command.Key) is { } owner && owner.Id != token.Member)
            return new Refusal("invalid", $"the key {command.Key} is another member's: make a new one");
        if (state.Members.GetValueOrDefault(token.Member) is { State: MemberState.Suspended })
            return new Refusal("not-allowed", $"{token.Member} is suspended");

        var origin = new Origin(token.Member, command.Key, command.From, "enrolled by token");
        var enrolled = new ConsortiumEvent.KeyEnrolled(token, command.Key, origin) { At = now };
        if (state.Members.ContainsKey(token.Member))
            return enrolled;
        var pending = new Member { Id = token.Member, Kind = token.Kind, State = MemberState.Pending, Evidence = "enrolled by token" };
        return ImmutableArray.Create<ConsortiumEvent>(new ConsortiumEvent.MemberSet(pending, origin, ByFile: false) { At = now }, enrolled);
    }

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.RemoveKey command, DateTimeOffset now)
    {
        if (Administration.NeedsMember(state, command.By, command.Member, command.Why) is { } refused)
            return refused;
        if (command.By.Key == command.Key)
            return new Refusal("invalid", "a key cannot remove itself: nobody might be left who can undo it");
        var origin = Origin.Of(command.By, command.Why);
        return state.EnrolledKeys.GetValueOrDefault(command.Key) == command.Member ? new ConsortiumEvent.KeyRemoved(command.Member, command.Key, origin) { At = now }
            : state.Members.GetValueOrDefault(command.Member) is { } member && member.Keys.Contains(command.Key)
                ? new ConsortiumEvent.MemberSet(member with { Keys = member.Keys.Remove(command.Key) }, origin, ByFile: false) { At = now }
            : Decision<ConsortiumEvent>.Nothing;
    }
}
