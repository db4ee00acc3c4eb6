using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Controller.Mitigators;

/// <summary>
/// The command's processes that run now, noted in a folder, so that a controller that died while one ran can end it when it is back: left alone, it would
/// carry out an order after the new process has looked what is in place.
/// </summary>
/// <param name="folder">A file for each process: its id as the name, its start as the content.</param>
internal sealed class RunningCommands(string folder)
{
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private bool _cleared;

    /// <summary>
    /// Ends what an earlier process of this controller left behind; the first call does it, all wait for it. Called once this process holds the
    /// controller's data, never before: the notes are then an earlier process's.
    /// </summary>
    public void EndLeftOver()
    {
        lock (_lock)
        {
            if (_cleared)
                return;
            Directory.CreateDirectory(folder);
            foreach (var note in Directory.GetFiles(folder))
            {
                End(note);
                File.Delete(note);
            }

            _cleared = true;
        }
    }

    /// <summary>To be called before the process is told its order: what dies before that has done nothing.</summary>
    public IDisposable Note(Process process)
    {
        var note = Path.Combine(folder, process.Id.ToString(CultureInfo.InvariantCulture));
        if (StartOf(process) is { } start)
            File.WriteAllText(note, start.ToString("O", CultureInfo.InvariantCulture));
        return new Noted(note);
    }

    private static void End(string note)
    {
        if (!int.TryParse(Path.GetFileName(note), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !DateTime.TryParse(File.ReadAllText(note), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var noted))
            return;
        try
        {
            // Process ids are used again: only the one that began then is meant.
            using var process = Process.GetProcessById(id);
            if (StartOf(process) is { } start && (start - noted).Duration() < SameStart)
                process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // It is gone.
        }
    }

    /// <summary>Null when it has ended already.</summary>
    private static DateTime? StartOf(Process process)
    {
        try
        {
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private sealed class Noted(string note) : IDisposable
    {
        public void Dispose() => File.Delete(note);
    }
}
