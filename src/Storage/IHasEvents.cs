using System.Collections.Immutable;

namespace Storage;

/// <summary>
/// A state object that carries what happened since its last write, so that a provider can store document, events and index row together.
/// None of these members is part of the stored document.
/// </summary>
public interface IHasEvents
{
    /// <summary>Events since the last write that took effect. Writes that are merged take all of them.</summary>
    ImmutableArray<LedgerEvent> Events { get; }

    /// <summary>Index row of the state as it is now; null when it has none.</summary>
    ActiveMitigation? Active { get; }

    /// <summary>From when on the document may be forgotten; null: never.</summary>
    DateTimeOffset? KeepUntil { get; }

    /// <summary>Whether this write may use the reserve of a full disk.</summary>
    WritePriority Priority { get; }
}
