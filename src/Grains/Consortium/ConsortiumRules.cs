using System.Collections.Immutable;
using System.Diagnostics;
using Grains.Identity;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>How the consortium changes. Pure.</summary>
public sealed class ConsortiumRules : IRules<ConsortiumState, ConsortiumCommand, ConsortiumEvent>
{
    public Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand command, DateTimeOffset now) => command switch
    {
        ConsortiumCommand.Replace replace => Replaced(state, replace, now),
        ConsortiumCommand.Stop stop => StopRules.Decide(state, stop, now),
        ConsortiumCommand.Resume resume => StopRules.Decide(state, resume, now),
        ConsortiumCommand.Approve approve => ApprovalRules.Decide(state, approve, now),
        ConsortiumCommand.Suspend suspend => ApprovalRules.Decide(state, suspend, now),
        ConsortiumCommand.DecideClaim decide => ApprovalRules.Decide(state, decide, now),
        ConsortiumCommand.Mint mint => EnrolmentRules.Decide(state, mint, now),
        ConsortiumCommand.Enrol enrol => EnrolmentRules.Decide(state, enrol, now),
        ConsortiumCommand.RemoveKey remove => EnrolmentRules.Decide(state, remove, now),
        ConsortiumCommand.Join join when state.Members.ContainsKey(join.Pending.Id) => Decision<ConsortiumEvent>.Nothing,
        ConsortiumCommand.Join join => new ConsortiumEvent.MemberSet(join.Pending, new(join.Pending.Id, join.Pending.Keys[0], join.From, "registered with a key that no member has"), ByFile: false) { At = now },
        ConsortiumCommand.Show show => CertificateRules.Shown(state, show.Certificates, now),
        ConsortiumCommand.Revoke revoke => CertificateRules.Revoked(state, revoke.Changed, now),
        _ => throw new UnreachableException(),
    };

    public ConsortiumState Apply(ConsortiumState state, ConsortiumEvent happened) => happened switch
    {
        ConsortiumEvent.Named e => state with { Name = e.Name, Visibility = e.Visibility },
        ConsortiumEvent.MemberSet { ByFile: true } e => state with
        {
            Members = state.Members.SetItem(e.Member.Id, e.Member), Beside = state.Beside.Remove(e.Member.Id), EnrolledKeys = state.EnrolledKeys.RemoveRange(e.Member.Keys),
        },
        ConsortiumEvent.MemberSet e => state with
        {
            Members = state.Members.SetItem(e.Member.Id, e.Member),
            Beside = state.Beside.ContainsKey(e.Member.Id) ? state.Beside : state.Beside.Add(e.Member.Id, new(state.Members.GetValueOrDefault(e.Member.Id))),
        },
        ConsortiumEvent.MemberRemoved e => state with
        {
            Members = state.Members.Remove(e.Id), Beside = state.Beside.Remove(e.Id), RefusedClaims = state.RefusedClaims.RemoveAll(c => c.Member == e.Id),
            EnrolledKeys = Without(state.EnrolledKeys, id => id == e.Id), Tokens = Without(state.Tokens, t => t.Member == e.Id),
        },
        ConsortiumEvent.Stopped e => state with { Stops = state.Stops.Add(e.Stop) },
        ConsortiumEvent.Resumed e => state with { Stops = state.Stops.Remove(e.Stop) },
        ConsortiumEvent.ClaimRefused e => state with { RefusedClaims = state.RefusedClaims.Add(e.Claim) },
        ConsortiumEvent.TokenMinted e => state with { Tokens = Without(state.Tokens, t => t.Until <= e.At).SetItem(e.Token.Hash, e.Token) },
        ConsortiumEvent.KeyEnrolled e => state with
        {
            Tokens = state.Tokens.SetItem(e.Token.Hash, e.Token with { Key = e.Key }), EnrolledKeys = state.EnrolledKeys.SetItem(e.Key, e.Token.Member),
        },
        ConsortiumEvent.KeyRemoved e => state with { EnrolledKeys = state.EnrolledKeys.Remove(e.Key) },
        ConsortiumEvent.CertificateShown e => CertificateRules.Apply(state, e.Certificate, e.Forgotten),
        ConsortiumEvent.CertificateRevoked e => CertificateRules.Apply(state, e.Certificate),
        ConsortiumEvent.CertificateRestored e => CertificateRules.Apply(state, e.Certificate),
        _ => throw new UnreachableException(),
    };

    public IEnumerable<Effect> Due(ConsortiumState state, DateTimeOffset now) => [];

    private static Decision<ConsortiumEvent> Replaced(ConsortiumState state, ConsortiumCommand.Replace replace, DateTimeOffset now)
    {
        var origin = new Origin(replace.By, null, replace.By, "changed there");
        var events = ImmutableArray.CreateBuilder<ConsortiumEvent>();
        if (state.Name != replace.File.Name || state.Visibility != replace.File.Visibility)
            events.Add(new ConsortiumEvent.Named(replace.File.Name, replace.File.Visibility, origin) { At = now });

        foreach (var member in replace.File.Members)
            if (LastSaid(state, member.Id) is not { } said || !said.SameAs(member))
                events.Add(new ConsortiumEvent.MemberSet(member, origin, ByFile: true) { At = now });

        // Whoever joined or enrolled stays until the file names it or its key; then the entry beside the file goes.
        var named = replace.File.Members.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        var keys = replace.File.Members.SelectMany(m => m.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var known in state.Members.Values.Where(m => !named.Contains(m.Id)))
            if (state.Beside.GetValueOrDefault(known.Id) is not { Member: null } || known.Keys.Any(keys.Contains) || state.EnrolledKeys.Any(e => e.Value == known.Id && keys.Contains(e.Key)))
                events.Add(new ConsortiumEvent.MemberRemoved(known.Id, origin) { At = now });
        return events.ToImmutable();
    }

    // Not what the member is: an administrator may have changed it since, and reading the same file again must not undo that.
    private static Member? LastSaid(ConsortiumState state, string id) => state.Beside.TryGetValue(id, out var beside) ? beside.Member : state.Members.GetValueOrDefault(id);

    private static ImmutableSortedDictionary<string, T> Without<T>(ImmutableSortedDictionary<string, T> from, Func<T, bool> gone) =>
        from.RemoveRange(from.Where(e => gone(e.Value)).Select(e => e.Key));
}
