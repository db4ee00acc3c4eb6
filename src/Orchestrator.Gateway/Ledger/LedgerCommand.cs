using Hosting;
using Storage.Journal;

namespace Orchestrator.Gateway.Ledger;

/// <summary>`ledger verify DIR`: checks every hash chain of a journal's ledger while nothing runs on it. Only reads.</summary>
internal static class LedgerCommand
{
    /// <param name="directory">A journal, or the data directory that holds one.</param>
    public static int Verify(string directory, TextWriter output)
    {
        var below = Path.Combine(directory, "journal");
        var journal = Directory.Exists(below) ? below : directory;
        if (!Directory.Exists(journal) || Directory.GetFiles(journal).Length == 0)
        {
            output.WriteLine($"bad: there is no journal in {Path.GetFullPath(directory)}");
            return Executable.BadSettings;
        }

        try
        {
            var found = LedgerVerifier.Verify(journal);
            output.WriteLine($"streams={found.Streams} events={found.Events} {(found.Fault is { } fault ? $"bad: {fault.File} at byte {fault.Offset}: {fault.What}" : "ok")}");
            return found.Fault is null ? Executable.Well : Executable.Failed;
        }
        catch (DirectoryInUseException e)
        {
            output.WriteLine($"bad: {e.Message}");
            return Executable.Failed;
        }
    }
}
