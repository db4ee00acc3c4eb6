using Hosting;
using Storage.Journal;

namespace Orchestrator.Gateway.Ledger;

/// <summary>`ledger verify DIR`: checks every hash chain of a journal's ledger while nothing runs on it. Only reads.</summary>
internal static class LedgerCommand
{
    public static int Verify(string directory, TextWriter output)
    {
        var found = LedgerVerifier.Verify(directory);
        output.WriteLine($"streams={found.Streams} events={found.Events} {(found.Fault is { } fault ? $"bad: {fault.File} at byte {fault.Offset}: {fault.What}" : "ok")}");
        return found.Fault is null ? Executable.Well : Executable.Failed;
    }
}
