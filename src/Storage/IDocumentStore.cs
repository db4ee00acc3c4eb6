namespace Storage;

/// <summary>
/// Documents with versions, the ledger of what happened to them, and the index of mitigations that have not ended.
/// What <see cref="Write"/> has returned from survives any crash.
/// </summary>
public interface IDocumentStore
{
    /// <summary>The stored document, or null. Sees every write that has returned.</summary>
    ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default);

    /// <summary>Every document of one type and state, in no order.</summary>
    IAsyncEnumerable<Document> List(string type, string state, CancellationToken cancellation = default);

    /// <summary>Makes one change durable and returns the document's new version.</summary>
    /// <exception cref="VersionConflictException">Another version than the expected is stored; nothing was written.</exception>
    /// <exception cref="StoreFullException">No room for this write; nothing was written. See <see cref="WritePriority"/>.</exception>
    /// <exception cref="WriteOutcomeUnknownException">The write may or may not have taken effect: read back before deciding anything.</exception>
    ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default);

    /// <summary>Mitigations that have not ended and were asked for by this member.</summary>
    ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default);

    /// <summary>Mitigations that have not ended and for which this operator was ever asked.</summary>
    ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default);

    /// <summary>Mitigations that have not ended, of one shard (0..15).</summary>
    ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default);

    /// <summary>One stream of the ledger from its beginning, in order.</summary>
    IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default);
}

/// <summary>What may still be written when the disk is full.</summary>
public enum WritePriority
{
    /// <summary>Refused first: new requests.</summary>
    Normal,

    /// <summary>Goes on from the reserve: renewals, withdrawals, ends.</summary>
    Reserved,
}
