using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bench.Accept;

/// <summary>The least a durable append can be: one thread, one write and one sync for everything that waits meanwhile. No documents, no checksums, no index.</summary>
internal sealed class GroupCommit : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly byte[] _record;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private List<TaskCompletionSource> _waiting = [];
    private List<TaskCompletionSource> _taken = [];
    private long _end;
    private bool _closing;

    /// <param name="recordBytes">Bytes each append writes.</param>
    public GroupCommit(string path, int recordBytes)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        _record = new byte[recordBytes];
        Random.Shared.NextBytes(_record);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when another record is durable.</summary>
    public Task Append()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add(done);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }

        return done.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _file.Dispose();
    }

    private void Run()
    {
        var buffer = Array.Empty<byte>();
        while (true)
        {
            lock (_gate)
            {
                while (_waiting.Count == 0 && !_closing)
                    Monitor.Wait(_gate);
                (_taken, _waiting) = (_waiting, _taken);
            }

            if (_taken.Count == 0)
                return;
            var bytes = _taken.Count * _record.Length;
            if (buffer.Length < bytes)
                buffer = new byte[bytes];
            for (var i = 0; i < _taken.Count; i++)
                _record.CopyTo(buffer, i * _record.Length);
            RandomAccess.Write(_file, buffer.AsSpan(0, bytes), _end);
            _end += bytes;
            Sync();
            foreach (var done in _taken)
                done.SetResult();
            _taken.Clear();
        }
    }

    // The same call as the journal's: fsync would also write the file's times.
    private void Sync()
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(_file);
        else if (fdatasync(_file) != 0)
            throw new IOException($"fdatasync failed with {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int fdatasync(SafeFileHandle file);
}
