namespace Storage.Journal;

/// <summary>Where a journal lives and when it tidies up. Sizes in bytes.</summary>
public sealed record JournalOptions
{
    /// <summary>Directory of its own; made when missing. One process at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>Space taken at the start, from which <see cref="WritePriority.Reserved"/> writes live when the disk is full.</summary>
    public long ReserveBytes { get; init; } = 16 << 20;

    /// <summary>Compaction starts when what was written since the last one is more than this, and more than the last one kept.</summary>
    public long CompactAfterBytes { get; init; } = 64 << 20;

    /// <summary>A ledger segment is closed when it is longer than this.</summary>
    public long LedgerSegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long after its last event a closed ledger segment is moved to the folder "retired"; null: never.</summary>
    public TimeSpan? LedgerKeep { get; init; }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReserveBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(CompactAfterBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(LedgerSegmentBytes, 1024);
        if (LedgerKeep is { } keep)
            ArgumentOutOfRangeException.ThrowIfLessThan(keep, TimeSpan.Zero);
    }
}
