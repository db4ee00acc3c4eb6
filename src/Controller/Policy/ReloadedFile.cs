using System.Collections.Immutable;
using Hosting.Files;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Policy;

/// <summary>
/// What a file says, or several that belong together, read again when one changes. A changed file that cannot be used is refused whole, once, and what it said before stays:
/// a typing error must neither open nor close a member's network.
/// </summary>
internal sealed partial class ReloadedFile<T> : IDisposable
    where T : class
{
    /// <summary>A file of prefixes of the whole Internet is 40 MB; more is a mistake.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Func<T> _read;
    private readonly TimeSpan _every;
    private readonly ILogger _log;
    private readonly WatchedFiles _files;
    private readonly ITimer _timer;
    private volatile T _current;
    private volatile int _version;

    /// <param name="setting">Configuration path that names the file.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> with what is wrong and where.</param>
    /// <exception cref="SettingsException">The file cannot be used; at start that is fatal.</exception>
    public ReloadedFile(string setting, string path, Func<string, T> parse, TimeProvider time, ILogger log)
        : this(setting, [path], () => parse(ReadText(path)), LookEvery, time, log)
    {
    }

    /// <param name="setting">Configuration path that names the first of the files.</param>
    /// <param name="read">Reads them all; throws <see cref="FormatException"/> with what is wrong and where.</param>
    /// <param name="every">Between two looks: who writes in place must not pause as long.</param>
    /// <exception cref="SettingsException">The files cannot be used; at start that is fatal.</exception>
    public ReloadedFile(string setting, ImmutableArray<string> paths, Func<T> read, TimeSpan every, TimeProvider time, ILogger log)
    {
        (_path, _read, _every, _log, _files) = (string.Join(" and ", paths), read, every, log, new(paths.AsEnumerable()));
        try
        {
            _current = read();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new(setting, $"expected a file that can be used; {_path}: {e.Message}")]);
        }

        // Once and again, never two looks at a time.
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(every, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the newest usable version says.</summary>
    public T Current => _current;

    /// <summary>Grows after each change of <see cref="Current"/>.</summary>
    public int Version => _version;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_files.AreToBeRead())
            Take();
        _timer.Change(_every, Timeout.InfiniteTimeSpan);
    }

    private void Take()
    {
        try
        {
            var read = _read();
            if (!_files.AreAsRead)
                return;
            _current = read;
            _version++;
            LogRead(_log, _path);
        }
        catch (Exception e)
        {
            // Whatever it is: a reader's defect must not take down what goes by the old content.
            LogRefused(_log, _path, e.Message);
            if (e is IOException or UnauthorizedAccessException)
                _files.ReadAgain();
        }
    }

    /// <summary>All of a file's text.</summary>
    /// <exception cref="FormatException">It is too long to be what it should be.</exception>
    public static string ReadText(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes)
            throw new FormatException($"it is {file.Length} bytes long, more than {MaxBytes}");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
