using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Tls;

/// <summary>
/// The CRL file in use, read again when it changes. A changed file that cannot be used is refused with a warning and the old one stays;
/// one whose nextUpdate has passed is still used, since dropping it would accept every certificate it revokes.
/// </summary>
internal sealed partial class RevocationFile
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly X509Certificate2Collection _authorities;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private Generation _current;
    private (DateTime Written, long Length) _seen;
    private long _lookAt;
    private DateTimeOffset _warnAt;

    /// <exception cref="IOException">The file cannot be read or used; at start that is fatal.</exception>
    internal RevocationFile(string path, X509Certificate2Collection authorities, TimeProvider time, ILogger logger)
    {
        (_path, _authorities, _time, _logger) = (path, authorities, time, logger);
        _seen = Look();
        if (_seen == default)
            throw new FileNotFoundException($"CRL file {path} does not exist", path);
        try
        {
            _current = new Generation(1, Load());
        }
        catch (RevocationListException e)
        {
            throw new RevocationListException($"CRL file {path}: {e.Message}", e);
        }
        _lookAt = Next();
        WarnWhenOverdue();
    }

    /// <summary>The lists in use and a number that grows with each change, by which cached verdicts know that they are outdated.</summary>
    internal sealed record Generation(int Number, IReadOnlyList<RevocationList> Lists);

    internal Generation Current()
    {
        if (_time.GetTimestamp() >= Volatile.Read(ref _lookAt) && _reading.TryEnter())
        {
            try
            {
                Refresh();
            }
            finally
            {
                _reading.Exit();
            }
        }
        return Volatile.Read(ref _current);
    }

    private void Refresh()
    {
        Volatile.Write(ref _lookAt, Next());
        try
        {
            var seen = Look();
            if (seen != _seen)
            {
                _seen = seen;
                Volatile.Write(ref _current, new Generation(_current.Number + 1, Load()));
                _warnAt = default;
                LogLoaded(_path, _current.Lists.Sum(l => l.Revoked.Count));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Once per change of the file: the next look compares against the state just refused.
            LogRefused(_path, e.Message);
        }
        WarnWhenOverdue();
    }

    private (DateTime Written, long Length) Look()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private IReadOnlyList<RevocationList> Load()
    {
        using var file = File.OpenRead(_path);
        if (file.Length > MaxBytes)
            throw new RevocationListException($"it is {file.Length} bytes long, more than {MaxBytes}");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return RevocationListReader.Read(bytes, _authorities);
    }

    private void WarnWhenOverdue()
    {
        var now = _time.GetUtcNow();
        if (now < _warnAt)
            return;
        foreach (var list in _current.Lists.Where(l => l.NextUpdate < now))
        {
            _warnAt = now + WarnEvery;
            LogOverdue(_path, new X500DistinguishedName(list.Issuer.Span).Name, list.NextUpdate!.Value);
        }
    }

    private long Next() => _time.GetTimestamp() + (long)(LookEvery.TotalSeconds * _time.TimestampFrequency);
}
