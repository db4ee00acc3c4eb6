using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Policy;

/// <summary>
/// What a file says, read again when the file changes. A changed file that cannot be used is refused whole, once, and what it said before stays:
/// a typing error must neither open nor close a member's network.
/// </summary>
internal sealed partial class ReloadedFile<T>
    where T : class
{
    /// <summary>A file of prefixes of the whole Internet is 40 MB; more is a mistake.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Func<string, T> _parse;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private (DateTime Written, long Length) _seen;
    private DateTimeOffset _lookAt;
    private T _current;

    /// <param name="setting">Configuration path that names the file.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> with what is wrong and where.</param>
    /// <exception cref="SettingsException">The file cannot be used; at start that is fatal.</exception>
    public ReloadedFile(string setting, string path, Func<string, T> parse, TimeProvider time, ILogger log)
    {
        (_path, _parse, _time, _log) = (path, parse, time, log);
        try
        {
            _seen = Look();
            _current = Read();
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new SettingsException([new(setting, $"expected a file that can be used; {path}: {e.Message}")]);
        }

        _lookAt = time.GetUtcNow() + LookEvery;
    }

    /// <summary>What the newest usable version says, at most a second old.</summary>
    public T Current
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetUtcNow() >= _lookAt)
                    Refresh();
                return _current;
            }
        }
    }

    private void Refresh()
    {
        _lookAt = _time.GetUtcNow() + LookEvery;
        try
        {
            var seen = Look();
            if (seen == _seen)
                return;
            _seen = seen;
            _current = Read();
            LogRead(_log, _path);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            LogRefused(_log, _path, e.Message);
        }
    }

    private static bool IsUnusable(Exception e) => e is FormatException or IOException or UnauthorizedAccessException;

    private (DateTime Written, long Length) Look()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
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
