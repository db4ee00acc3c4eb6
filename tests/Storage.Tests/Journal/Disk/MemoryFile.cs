namespace Storage.Tests.Journal.Disk;

/// <summary>A file's bytes as programs see them, as they are durable, and the changes between the two.</summary>
internal sealed class MemoryFile
{
    private const int Sector = 512;

    private readonly List<Action<MemoryFile>> _unsynced = [];
    private byte[] _bytes = [];
    private byte[] _durable = [];

    public int Length { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    public int Read(long offset, Span<byte> buffer)
    {
        if (offset >= Length)
            return 0;
        var part = Bytes[(int)offset..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        return part.Length;
    }

    /// <summary>Makes a change that is not durable yet.</summary>
    public void Write(Action<MemoryFile> change)
    {
        change(this);
        _unsynced.Add(change);
    }

    public void Put(long offset, ReadOnlySpan<byte> bytes)
    {
        Grow((int)offset + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void Truncate(long length)
    {
        if (length > Length)
            Grow((int)length);
        Bytes[(int)length..].Clear();
        Length = (int)length;
    }

    public void Sync()
    {
        if (_unsynced.Count == 0)
            return;
        var durable = Of(_durable);
        foreach (var change in _unsynced)
            change(durable);
        _durable = durable.Bytes.ToArray();
        _unsynced.Clear();
    }

    public void ForgetUnsynced() => _unsynced.Clear();

    public MemoryFile Copy() => Of(Bytes);

    public static MemoryFile Of(ReadOnlySpan<byte> bytes)
    {
        var file = new MemoryFile();
        file.Put(0, bytes);
        file._durable = bytes.ToArray();
        return file;
    }

    public MemoryFile AfterCrash(Random random)
    {
        var before = Of(_durable);
        switch (random.Next(4))
        {
            case 0:
                return before;
            case 1:
                return Copy();
            case 2:
                // The changes in order, the last one torn at any byte.
                foreach (var change in _unsynced.Take(random.Next(_unsynced.Count + 1)))
                    change(before);
                if (before.Length > _durable.Length)
                    before.Truncate(random.Next(_durable.Length, before.Length + 1));
                return Of(before.Bytes);
            default:
                return Mixed(random);
        }
    }

    // Any sector may have been written, whatever the order.
    private MemoryFile Mixed(Random random)
    {
        var length = random.Next(2) == 0 ? _durable.Length : Length;
        var mixed = new byte[length];
        for (var at = 0; at < length; at += Sector)
        {
            var source = random.Next(2) == 0 ? _durable.AsSpan() : Bytes;
            var end = Math.Min(Math.Min(at + Sector, length), source.Length);
            if (end > at)
                source[at..end].CopyTo(mixed.AsSpan(at));
        }

        return Of(mixed);
    }

    private void Grow(int length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        Length = Math.Max(Length, length);
    }
}
