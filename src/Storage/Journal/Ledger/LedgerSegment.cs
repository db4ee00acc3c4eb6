using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.Ledger;

/// <summary>One file of the ledger.</summary>
internal sealed class LedgerSegment(int number, string path, IJournalFile file, SegmentHeader header)
{
    public int Number => number;

    public string Path => path;

    public IJournalFile File => file;

    public SegmentHeader Header => header;

    /// <summary>Bytes that are durable.</summary>
    public long End { get; set; } = SegmentHeader.Bytes;

    /// <summary>Sequence of the last frame.</summary>
    public long Last { get; set; } = header.After;

    /// <summary>Time of the newest event, microseconds since 1970.</summary>
    public long NewestEvent { get; set; } = long.MinValue;
}
