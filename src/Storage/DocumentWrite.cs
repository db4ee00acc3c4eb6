using System.Collections.Immutable;

namespace Storage;

/// <summary>One atomic change: a document, what happened with it, and its row in the active index. All of it becomes durable, or nothing.</summary>
public sealed record DocumentWrite(DocumentKey Key, ReadOnlyMemory<byte> Content)
{
    /// <summary>The version that must be the stored one; null when the document must not exist yet.</summary>
    public string? Expected { get; init; }

    /// <summary>Appended to the ledger, in this order, in the stream named like <see cref="DocumentKey.Key"/> of <see cref="DocumentKey.Type"/>.</summary>
    public ImmutableArray<LedgerEvent> Events { get; init; } = [];

    /// <summary>The row of the active index that this document has from now on; null when it has none (the mitigation ended).</summary>
    public ActiveMitigation? Active { get; init; }

    /// <summary>From when on the store may forget the document; null: never.</summary>
    public DateTimeOffset? KeepUntil { get; init; }
}
