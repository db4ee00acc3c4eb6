using Storage.Journal.Disk;
using Storage.Journal.Recovery;

namespace Storage.Journal;

/// <summary>
/// Walks the ledger of a directory that no process has open (segments, retired ones that are still there, events that stand in the state's frames only) and
/// computes every hash again. Only reads. Works on a copy too, also one without the state; then the ends of the streams cannot be compared.
/// </summary>
public static class LedgerVerifier
{
    /// <exception cref="DirectoryInUseException">A process has it open.</exception>
    public static LedgerVerification Verify(string directory) => Verify(directory, OperatingSystemDisk.Instance);

    internal static LedgerVerification Verify(string directory, IJournalDisk disk)
    {
        using var held = disk.LockToRead(directory);
        var scan = new JournalScan(disk, Path.GetFullPath(directory), verify: true);
        try
        {
            scan.Read();
            return new LedgerVerification(scan.Streams.Count, scan.Ledger.Events, null);
        }
        catch (JournalDamagedException damage)
        {
            return new LedgerVerification(scan.Streams.Count, scan.Ledger.Events, new LedgerFault(damage.File, damage.Offset, damage.What));
        }
        finally
        {
            scan.Dispose();
        }
    }
}
