namespace Storage.Journal.Ledger;

/// <summary>What the state remembers of the ledger, so that a part of it that is missing can be told from one that was never written or was retired.</summary>
/// <param name="Synced">Last frame known to be durable in a ledger segment.</param>
/// <param name="Begins">What the first segment comes after; those before it are, or are about to be, retired.</param>
internal readonly record struct LedgerMark(long Synced, long Begins)
{
    public LedgerMark Max(LedgerMark other) => new(Math.Max(Synced, other.Synced), Math.Max(Begins, other.Begins));
}
