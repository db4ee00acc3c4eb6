using System.Collections.Immutable;
using Storage.Shells;

namespace Storage.Tests.Shells;

/// <summary>The smallest thing that has rules: a counter that goes up to ten and wants each number announced.</summary>
internal sealed class Counting : IRules<Count, string, int>
{
    public Decision<int> Decide(Count state, string command, DateTimeOffset now) => command switch
    {
        "again" => Decision<int>.Nothing,
        _ when state.Value >= 10 => new Refusal("too-many", "the counter is at its end"),
        "twice" => ImmutableArray.Create(1, 1),
        _ => 1,
    };

    public Count Apply(Count state, int happened) => new(state.Value + happened);

    public IEnumerable<Effect> Due(Count state, DateTimeOffset now) => [new Announce(state.Value, now)];
}

internal sealed record Count(int Value);

internal sealed record Announce(int Value, DateTimeOffset At) : Effect;
