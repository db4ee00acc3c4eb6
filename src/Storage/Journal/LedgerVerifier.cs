using System.Collections.Immutable;
using Storage.Journal.Disk;
using Storage.Journal.Recovery;

namespace Storage.Journal;

/// <summary>
/// Walks the ledger of a directory (segments, retired ones that are still there, events that stand in the state's frames only) and computes every hash again.
/// Only reads. Works on a copy too, also one without the state: then the ends of the streams cannot be compared. Works while a process writes as well: what was
/// read half-written is read again, so that a fault that is reported was seen twice.
/// </summary>
public static class LedgerVerifier
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static LedgerVerification Verify(string directory) => Verify(directory, OperatingSystemDisk.Instance);

    /// <summary>Verifies, and returns the events of one kind, each stream in order.</summary>
    public static (LedgerVerification Verification, ImmutableArray<LedgerEntry> Events) Collect(string directory, string kind) => Collect(directory, kind, OperatingSystemDisk.Instance);

    internal static LedgerVerification Verify(string directory, IJournalDisk disk) => Walk(directory, disk, null, () => { });

    internal static (LedgerVerification Verification, ImmutableArray<LedgerEntry> Events) Collect(string directory, string kind, IJournalDisk disk)
    {
        var events = ImmutableArray.CreateBuilder<LedgerEntry>();
        var verification = Walk(directory, disk, entry =>
        {
            if (entry.Event.Kind == kind)
                events.Add(entry);
        }, events.Clear);
        return (verification, events.ToImmutable());
    }

    private static LedgerVerification Walk(string directory, IJournalDisk disk, Action<LedgerEntry>? each, Action again)
    {
        using var held = Held(directory, disk);
        if (held.Alone)
            return Once(directory, disk, each);

        LedgerFault? last = null;
        for (var attempt = 1; ; attempt++)
        {
            again();
            try
            {
                var found = Once(directory, disk, each);
                if (found.Fault is null || found.Fault == last || attempt == Attempts)
                    return found;
                last = found.Fault;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // A compaction took the file away.
            }

            Thread.Sleep(Pause);
        }
    }

    private static LedgerVerification Once(string directory, IJournalDisk disk, Action<LedgerEntry>? each)
    {
        var scan = new JournalScan(disk, Path.GetFullPath(directory), verify: true, each);
        try
        {
            scan.Read();
            return new LedgerVerification(scan.Streams.Count, scan.Ledger.Events, null);
        }
        catch (JournalDamagedException damage)
        {
            return new LedgerVerification(scan.Streams.Count, scan.Ledger?.Events ?? 0, new LedgerFault(damage.File, damage.Offset, damage.What));
        }
        finally
        {
            scan.Dispose();
        }
    }

    private static Hold Held(string directory, IJournalDisk disk)
    {
        try
        {
            return new Hold(disk.LockToRead(directory), Alone: true);
        }
        catch (DirectoryInUseException)
        {
            return new Hold(null, Alone: false);
        }
    }

    private sealed record Hold(IDisposable? Lock, bool Alone) : IDisposable
    {
        public void Dispose() => Lock?.Dispose();
    }
}
