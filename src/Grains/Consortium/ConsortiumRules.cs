using System.Collections.Immutable;
using System.Diagnostics;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>How the consortium changes. Pure.</summary>
public sealed class ConsortiumRules : IRules<ConsortiumState, ConsortiumCommand, ConsortiumEvent>
{
    public Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand command, DateTimeOffset now) => command switch
    {
        ConsortiumCommand.Replace replace => Replaced(state, replace, now),
        ConsortiumCommand.Join join when state.Members.ContainsKey(join.Pending.Id) => Decision<ConsortiumEvent>.Nothing,
        ConsortiumCommand.Stop stop => StopRules.Decide(state, stop, now),
        ConsortiumCommand.Resume resume => StopRules.Decide(state, resume, now),
        ConsortiumCommand.Join join => new ConsortiumEvent.MemberSet(join.Pending, join.Pending.Id) { At = now },
        _ => throw new UnreachableException(),
    };

    public ConsortiumState Apply(ConsortiumState state, ConsortiumEvent happened) => happened switch
    {
        ConsortiumEvent.Named e => state with { Name = e.Name, Visibility = e.Visibility },
        ConsortiumEvent.MemberSet e => state with { Members = state.Members.SetItem(e.Member.Id, e.Member) },
        ConsortiumEvent.MemberRemoved e => state with { Members = state.Members.Remove(e.Id) },
        ConsortiumEvent.Stopped e => state with { Stops = state.Stops.Add(e.Stop) },
        ConsortiumEvent.Resumed e => state with { Stops = state.Stops.Remove(e.Stop) },
        _ => throw new UnreachableException(),
    };

    public IEnumerable<Effect> Due(ConsortiumState state, DateTimeOffset now) => [];

    private static Decision<ConsortiumEvent> Replaced(ConsortiumState state, ConsortiumCommand.Replace replace, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<ConsortiumEvent>();
        if (state.Name != replace.File.Name || state.Visibility != replace.File.Visibility)
            events.Add(new ConsortiumEvent.Named(replace.File.Name, replace.File.Visibility, replace.By) { At = now });

        foreach (var member in replace.File.Members)
            if (!state.Members.TryGetValue(member.Id, out var known) || !known.SameAs(member))
                events.Add(new ConsortiumEvent.MemberSet(member, replace.By) { At = now });

        // Whoever joined by registering stays pending until the file or an administrator names its key; then the pending entry goes.
        var named = replace.File.Members.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        var keys = replace.File.Members.SelectMany(m => m.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var known in state.Members.Values.Where(m => !named.Contains(m.Id)))
            if (known.State != MemberState.Pending || known.Keys.Any(keys.Contains))
                events.Add(new ConsortiumEvent.MemberRemoved(known.Id, replace.By) { At = now });
        return events.ToImmutable();
    }
}
