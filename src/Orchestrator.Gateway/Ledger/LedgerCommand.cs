using Hosting;
using Storage.Journal;

namespace Orchestrator.Gateway.Ledger;

/// <summary>`ledger verify DIR`: checks every hash chain of a journal's ledger, or of a copy of it; the orchestrator may run meanwhile. Only reads.</summary>
internal static class LedgerCommand
{
    /// <param name="directory">A journal, or the data directory that holds one.</param>
    public static int Verify(string directory, TextWriter output)
    {
        if (JournalFolder.Find(directory) is not { } journal)
        {
            output.WriteLine($"bad: there is no journal in {Path.GetFullPath(directory)}");
            return Executable.BadSettings;
        }

        try
        {
            var found = LedgerVerifier.Verify(journal);
            output.WriteLine($"streams={found.Streams} events={found.Events} {Said(found.Fault)}");
            return found.Fault is null ? Executable.Well : Executable.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"bad: {e.Message}");
            return Executable.Failed;
        }
    }

    /// <summary>"ok", or what is bad: file, place, stream and event.</summary>
    public static string Said(LedgerFault? fault) => fault is null ? "ok" : $"bad: {fault.File} at byte {fault.Offset}: {fault.What}";
}
