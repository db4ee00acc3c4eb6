using System.Collections.Immutable;

namespace Storage.Shells;

/// <summary>What an aggregate answers to a command: events that happen now, or a refusal. Never both.</summary>
public readonly record struct Decision<TEvent>(ImmutableArray<TEvent> Events, Refusal? Refusal)
{
    /// <summary>Nothing happens, and that is right: a repetition, or news about what has been replaced.</summary>
    public static readonly Decision<TEvent> Nothing = new([], null);

    public static implicit operator Decision<TEvent>(TEvent @event) => new([@event], null);

    public static implicit operator Decision<TEvent>(ImmutableArray<TEvent> events) => new(events, null);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);
}

/// <summary>Why a command is not carried out. Protocol adapters translate the code into their own answer.</summary>
/// <param name="Code">Stable word, e.g. "not-asked".</param>
/// <param name="Detail">For a person: what, where, whose, why.</param>
public sealed record Refusal(string Code, string Detail);
