using Hosting.Files;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Policy;

/// <summary>
/// What a file says, read again when the file changes. A changed file that cannot be used is refused whole, once, and what it said before stays:
/// a typing error must neither open nor close a member's network.
/// </summary>
internal sealed partial class ReloadedFile<T> : IDisposable
    where T : class
{
    /// <summary>A file of prefixes of the whole Internet is 40 MB; more is a mistake.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Func<string, T> _parse;
    private readonly ILogger _log;
    private readonly WatchedFiles _files;
    private readonly ITimer _timer;
    private volatile T _current;

    /// <param name="setting">Configuration path that names the file.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> with what is wrong and where.</param>
    /// <exception cref="SettingsException">The file cannot be used; at start that is fatal.</exception>
    public ReloadedFile(string setting, string path, Func<string, T> parse, TimeProvider time, ILogger log)
    {
        (_path, _parse, _log, _files) = (path, parse, log, new(path));
        try
        {
            _current = Read();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new(setting, $"expected a file that can be used; {path}: {e.Message}")]);
        }

        // Once and again, never two looks at a time.
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(LookEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the newest usable version says, about a second old at most.</summary>
    public T Current => _current;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_files.AreToBeRead())
            Take();
        _timer.Change(LookEvery, Timeout.InfiniteTimeSpan);
    }

    private void Take()
    {
        try
        {
            var read = Read();
            if (!_files.AreAsRead)
                return;
            _current = read;
            LogRead(_log, _path);
        }
        catch (Exception e)
        {
            // Whatever it is: a reader's defect must not take down what goes by the old content.
            LogRefused(_log, _path, e.Message);
        }
    }

    private T Read()
    {
        using var file = File.OpenRead(_path);
        if (file.Length > MaxBytes)
            throw new FormatException($"it is {file.Length} bytes long, more than {MaxBytes}");
        using var reader = new StreamReader(file);
        return _parse(reader.ReadToEnd());
    }
}
