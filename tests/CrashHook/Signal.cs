using System.Runtime.InteropServices;

namespace CrashHook;

/// <summary>Signals to one process, by its id.</summary>
public static partial class Signal
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    /// <summary>kill -9: no finally, no flush, no handler runs.</summary>
    public static void Kill(int process) => _ = Send(process, SigKill);

    public static void Terminate(int process) => _ = Send(process, SigTerm);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
