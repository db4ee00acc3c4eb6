using Storage.Journal;
using Storage.Journal.Disk;

namespace Storage.Tests.Journal.Disk;

/// <summary>
/// A disk that can lose power: what was not synced is then dropped, torn or kept, as its random numbers say. Files and directories alike.
/// It can also run full, fail a sync, and stop dead before any one operation.
/// </summary>
internal sealed class MemoryDisk : IJournalDisk
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _locked = [];
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, MemoryFile> _durable = [];
    private readonly List<Action<Dictionary<string, MemoryFile>>> _pending = [];
    private Dictionary<string, MemoryFile> _names = [];
    private bool _dead;
    private long _operations;

    /// <summary>Bytes all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Every sync from now on fails, and what it should have made durable counts as clean, as on Linux: no later sync writes it.</summary>
    public bool SyncFails { get; set; }

    /// <summary>The operation, counted from 1, before which everything stops.</summary>
    public long StopBefore { get; set; } = long.MaxValue;

    public long Operations => Interlocked.Read(ref _operations);

    public int Syncs { get; private set; }

    /// <summary>Waited for in every sync of a file, so that a test can hold one up.</summary>
    public Action<string>? OnSync { get; set; }

    /// <summary>Why the process would have ended.</summary>
    public Task<string> Ended => _ended.Task;

    public IReadOnlyDictionary<string, MemoryFile> Files => _names;

    /// <summary>The disk after a loss of power: this one is dead from now on.</summary>
    public MemoryDisk Crash(Random random)
    {
        lock (_gate)
        {
            _dead = true;
            var names = new Dictionary<string, MemoryFile>(_durable);
            foreach (var change in _pending.Take(random.Next(_pending.Count + 1)))
                change(names);
            return Of(names, file => file.AfterCrash(random));
        }
    }

    /// <summary>The same disk for the next process, after this one was killed: what was written and not synced is still in the system's cache.</summary>
    public MemoryDisk Kill()
    {
        lock (_gate)
        {
            _dead = true;
            var disk = new MemoryDisk { _names = new(_names), _durable = new(_durable) };
            disk._pending.AddRange(_pending);
            return disk;
        }
    }

    /// <summary>A copy to break something on.</summary>
    public MemoryDisk Copy()
    {
        lock (_gate)
            return Of(_names, file => file.Copy());
    }

    public void CreateDirectory(string path) => Operation();

    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate)
            return [.. _names.Keys.Where(p => Path.GetDirectoryName(p) == directory).Select(p => Path.GetFileName(p)!)];
    }

    public IJournalFile Create(string path)
    {
        Operation();
        lock (_gate)
        {
            if (_names.TryGetValue(path, out var old))
            {
                old.Write(f => f.Truncate(0));
                return new Handle(this, old, path);
            }

            var file = new MemoryFile();
            Change(names => names[path] = file);
            return new Handle(this, file, path);
        }
    }

    public IJournalFile Open(string path, bool write)
    {
        lock (_gate)
            return new Handle(this, _names.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(path), path);
    }

    public void Rename(string from, string to)
    {
        Operation();
        lock (_gate)
            Change(names =>
            {
                if (names.Remove(from, out var file))
                    names[to] = file;
            });
    }

    public void Delete(string path)
    {
        Operation();
        lock (_gate)
            Change(names => names.Remove(path));
    }

    public void SyncDirectory(string path)
    {
        Operation();
        lock (_gate)
        {
            FailWhenTold(path);
            _durable = new(_names);
            _pending.Clear();
            Syncs++;
        }
    }

    public long FreeBytes(string directory)
    {
        lock (_gate)
            return Capacity - Used;
    }

    public IDisposable Lock(string directory)
    {
        lock (_gate)
            if (!_locked.Add(directory))
                throw new DirectoryInUseException(directory, Environment.ProcessId);
        return new Unlock(() => _locked.Remove(directory));
    }

    public IDisposable? LockToRead(string directory) => Lock(directory);

    public void EndProcess(string reason, Exception cause) => _ended.TrySetResult(reason);

    private long Used => _names.Values.Sum(f => f.Length);

    private static MemoryDisk Of(IReadOnlyDictionary<string, MemoryFile> names, Func<MemoryFile, MemoryFile> copy)
    {
        var disk = new MemoryDisk();
        foreach (var (path, file) in names)
            disk._names[path] = copy(file);
        disk._durable = new(disk._names);
        return disk;
    }

    private void Change(Action<Dictionary<string, MemoryFile>> change)
    {
        change(_names);
        _pending.Add(change);
    }

    private void Operation()
    {
        if (Interlocked.Increment(ref _operations) >= StopBefore || _dead)
        {
            _dead = true;
            throw new PowerLostException();
        }
    }

    private void FailWhenTold(string path)
    {
        if (SyncFails)
            throw new IOException($"{path}: input/output error", 5);
    }

    private sealed class Unlock(Action unlock) : IDisposable
    {
        public void Dispose() => unlock();
    }

    private sealed class Handle(MemoryDisk disk, MemoryFile file, string path) : IJournalFile
    {
        private bool _closed;

        public long Length
        {
            get
            {
                lock (disk._gate)
                    return file.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (disk._gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                return file.Read(offset, buffer);
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Operation();
            lock (disk._gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                var growth = Math.Max(0, offset + bytes.Length - file.Length);
                var room = Math.Max(0, disk.Capacity - disk.Used);
                var fits = growth <= room ? bytes : bytes[..(int)Math.Max(0, bytes.Length - (growth - room))];
                var copy = fits.ToArray();
                file.Write(f => f.Put(offset, copy));
                if (fits.Length < bytes.Length)
                    throw new DiskFullException(path);
            }
        }

        public void Truncate(long length)
        {
            disk.Operation();
            lock (disk._gate)
                file.Write(f => f.Truncate(length));
        }

        public void Sync()
        {
            disk.OnSync?.Invoke(path);
            disk.Operation();
            lock (disk._gate)
            {
                if (disk.SyncFails)
                    file.ForgetUnsynced();
                disk.FailWhenTold(path);
                file.Sync();
                disk.Syncs++;
            }
        }

        public void Dispose() => _closed = true;
    }
}
