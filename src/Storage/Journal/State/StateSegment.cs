using Storage.Journal.Disk;
using Storage.Journal.Frames;

namespace Storage.Journal.State;

/// <summary>
/// A segment that documents are read from. Compaction may retire it while it is being read: the file is closed when the last reader let go.
/// </summary>
internal sealed class StateSegment(string path, IJournalFile file, SegmentHeader header)
{
    private readonly Lock _gate = new();
    private int _readers;
    private bool _retired;

    public string Path => path;

    public IJournalFile File => file;

    public SegmentHeader Header => header;

    /// <summary>False when the segment was retired: the index then has a newer place.</summary>
    public bool TryHold()
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            _readers++;
            return true;
        }
    }

    public void LetGo()
    {
        lock (_gate)
        {
            if (--_readers > 0 || !_retired)
                return;
        }

        file.Dispose();
    }

    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            if (_readers > 0)
                return;
        }

        file.Dispose();
    }
}
