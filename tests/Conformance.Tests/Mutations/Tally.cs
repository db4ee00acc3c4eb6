using System.Collections.Concurrent;
using System.Globalization;

namespace Conformance.Tests.Mutations;

/// <summary>What came of all mutations together.</summary>
internal sealed class Tally
{
    private const int Kept = 10;

    private readonly ConcurrentDictionary<(string Endpoint, int Status), int> _answers = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Lock _lock = new();
    private (long Second, string Text) _date;
    private int _failed;
    private long _mutations;
    private long _read;
    private long _waited;

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>So much is wrong that more would not help.</summary>
    public bool Enough => Volatile.Read(ref _failed) >= 50;

    public long Mutations => Interlocked.Read(ref _mutations);

    /// <summary>Those that the server read and understood as far as they can be: answered for what they say, not for their size, type, path, rate or date.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>How often a sender had to wait for its budget and sent the same again.</summary>
    public long Waits => Interlocked.Read(ref _waited);

    public IReadOnlyDictionary<(string Endpoint, int Status), int> Answers => _answers;

    /// <summary>Now as an HTTP date.</summary>
    public string Date
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            lock (_lock)
            {
                if (_date.Second != now.ToUnixTimeSeconds())
                    _date = (now.ToUnixTimeSeconds(), now.ToString("R", CultureInfo.InvariantCulture));
                return _date.Text;
            }
        }
    }

    /// <param name="answer">Null: the end of a connection with a request that was no request; its answers, if any, were counted.</param>
    public void Count(Shot shot, PeerConnection.PeerAnswer? answer)
    {
        // A broken request may be answered any number of times, and is one mutation.
        if (answer is null || !shot.IsAlone)
            Interlocked.Increment(ref _mutations);
        if (answer is null)
            return;
        _answers.AddOrUpdate((shot.Endpoint, answer.Status), 1, (_, n) => n + 1);
        if (!shot.IsOdd && answer.Status is 200 or 400 or 403 or 404 or 409 or 500)
            Interlocked.Increment(ref _read);
    }

    public void Waited() => Interlocked.Increment(ref _waited);

    public void Fail(string what)
    {
        if (Interlocked.Increment(ref _failed) <= Kept)
            _failures.Enqueue(what);
    }
}
