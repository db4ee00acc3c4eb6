namespace Grains.Operators;

/// <summary>
/// News for one controller that is no order: of each mitigation only the newest waits, few are under way at once, and what is too much is dropped. Not thread
/// safe: its grain's turns own it.
/// </summary>
internal sealed class NoticeBoard
{
    private const int Concurrent = 2;
    private const int MaximumWaiting = 1000;

    private readonly Dictionary<(string Alert, OperatorNews News), OperatorNotice> _waiting = [];
    private int _underWay;

    public int Waiting => _waiting.Count;

    public void Add(OperatorNotice notice)
    {
        var key = (notice.Alert, notice.News);
        if (_waiting.Count < MaximumWaiting || _waiting.ContainsKey(key))
            _waiting[key] = notice;
    }

    /// <summary>The next one to send, or null. The caller must report its end with <see cref="Ended"/>.</summary>
    public OperatorNotice? Start()
    {
        if (_underWay >= Concurrent || _waiting.Count == 0)
            return null;
        var (key, notice) = _waiting.First();
        _waiting.Remove(key);
        _underWay++;
        return notice;
    }

    public void Ended() => _underWay--;
}
