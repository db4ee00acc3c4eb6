using System.Globalization;

namespace Hosting.Files;

/// <summary>
/// Tells when files are to be read again: when they have changed and two looks find them alike. One that grows is still being written, and half a list is a list
/// too: by half a table of RPKI payloads space is others' that is not, by half a list of what is never filtered it would be.
/// </summary>
public sealed class WatchedFiles
{
    // Between two readings of what has not changed: half a minute where somebody looks twice a second.
    private const int LongestPause = 64;

    private readonly string[] _paths;
    private FileStamp[] _before;
    private FileStamp[] _read;

    // Looks between two readings, and how many are left.
    private int _pause;
    private int _left;

    /// <summary>Looks for the first time: as they are now they count as read, so that this goes before they are read.</summary>
    /// <param name="paths">Null where there is no such file.</param>
    public WatchedFiles(params IEnumerable<string?> paths)
    {
        _paths = [.. paths.OfType<string>()];
        _before = _read = Look();
    }

    /// <summary>Whether nobody has written since they were to be read: what was read while somebody did may be half of it.</summary>
    public bool AreAsRead => Look().AsSpan().SequenceEqual(_read);

    /// <summary>Names the files as they were when they were to be read last; other ones have another name, also in another process. Empty without files.</summary>
    public string Version => string.Join(' ', _read.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Written:yyyyMMddTHHmmss.fffffff}/{f.Length}")));

    /// <summary>Looks. When it answers true they count as read.</summary>
    public bool AreToBeRead()
    {
        var now = Look();
        var settled = now.AsSpan().SequenceEqual(_before);
        _before = now;
        if (!settled)
            return false;
        if (now.AsSpan().SequenceEqual(_read))
            return _left > 0 && --_left == 0;
        (_read, _pause, _left) = (now, 0, 0);
        return true;
    }

    /// <summary>
    /// They are to be read again though they have not changed: what kept them from being read or kept may be over. After twice as many looks each time. What is missing is
    /// noticed when it comes.
    /// </summary>
    public void ReadAgain()
    {
        if (!Array.Exists(_read, f => f.Length < 0))
            _left = _pause = Math.Clamp(2 * _pause, 1, LongestPause);
    }

    /// <summary>Looks again and again, and has them read when that is due, one time after the other. Ends when it is cancelled, without an exception.</summary>
    /// <param name="every">Between two looks: who writes in place must not pause as long.</param>
    /// <param name="read">Reads them; what it throws comes through.</param>
    public async Task Follow(TimeSpan every, TimeProvider time, Func<CancellationToken, Task> read, CancellationToken stopping)
    {
        if (_paths.Length == 0)
            return;
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                if (AreToBeRead())
                    await read(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private FileStamp[] Look() => [.. _paths.Select(FileStamp.Of)];
}
