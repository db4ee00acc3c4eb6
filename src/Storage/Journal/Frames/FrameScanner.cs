using Storage.Journal.Disk;

namespace Storage.Journal.Frames;

/// <summary>
/// Walks the frames of one segment. Stops before the first that is not good and can then tell a torn tail from damage:
/// since a frame is written only after the one before it was synced, nothing valid can stand behind a torn one.
/// </summary>
internal sealed class FrameScanner(IJournalFile file, uint salt, long after, bool everySequence)
{
    private const int WindowBytes = 1 << 20;

    private readonly long _length = file.Length;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private int _payloadLength;

    /// <summary>Sequence of the frame last read; before the first the one it comes after.</summary>
    public long Sequence { get; private set; } = after;

    /// <summary>Where the good frames end.</summary>
    public long End { get; private set; } = SegmentHeader.Bytes;

    public long PayloadOffset => End - _payloadLength;

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Payload => View(PayloadOffset, _payloadLength);

    /// <summary>Whether bytes stand behind the good frames.</summary>
    public bool HasTail => End < _length;

    public bool Next()
    {
        if (!TryFrame(End, out var length, out var sequence) || (everySequence ? sequence != Sequence + 1 : sequence <= Sequence))
            return false;
        Sequence = sequence;
        _payloadLength = length;
        End += Frame.HeadBytes + length;
        return true;
    }

    /// <summary>Where a valid frame stands behind the good ones, or null.</summary>
    public long? FindLater()
    {
        for (var offset = End; offset <= _length - Frame.HeadBytes; offset++)
            if (TryFrame(offset, out _, out _))
                return offset;
        return null;
    }

    /// <summary>Whether everything behind the good frames is zero: space of the reserve that was never used.</summary>
    public bool TailIsZero()
    {
        for (var offset = End; offset < _length; offset += WindowBytes)
            if (View(offset, (int)Math.Min(WindowBytes, _length - offset)).ContainsAnyExcept((byte)0))
                return false;
        return true;
    }

    private bool TryFrame(long offset, out int length, out long sequence)
    {
        length = 0;
        sequence = 0;
        var head = View(offset, Frame.HeadBytes);
        if (head.IsEmpty || !Frame.TryHead(head, salt, out length, out sequence) || length > _length - offset - Frame.HeadBytes)
            return false;
        var whole = View(offset, Frame.HeadBytes + length);
        return !whole.IsEmpty && Frame.PayloadFits(whole, whole[Frame.HeadBytes..]);
    }

    private ReadOnlySpan<byte> View(long offset, int count)
    {
        if (offset + count > _length)
            return [];
        if (offset < _windowStart || offset + count > _windowStart + _windowLength)
        {
            var wanted = (int)Math.Min(Math.Max(count, WindowBytes), _length - offset);
            if (_window.Length < wanted)
                _window = new byte[wanted];
            _windowStart = offset;
            _windowLength = file.Read(offset, _window.AsSpan(0, wanted));
            if (_windowLength < count)
                return [];
        }

        return _window.AsSpan((int)(offset - _windowStart), count);
    }
}
