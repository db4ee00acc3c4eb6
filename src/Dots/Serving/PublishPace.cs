namespace Dots.Serving;

/// <summary>When status goes out: on every change, at most once a second, and at least every 15 s while it runs (mechanism, section 1).</summary>
public sealed class PublishPace
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);
    // Earlier than promised: the drive that looks comes every other second, and a message takes its time.
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(12);

    private DateTimeOffset _published = DateTimeOffset.MinValue;
    private bool _changed;

    public void Change() => _changed = true;

    public void Published(DateTimeOffset at) => (_published, _changed) = (at, false);

    /// <summary>How long until the next status is due; zero or less: now.</summary>
    public TimeSpan Next(DateTimeOffset now, bool runs)
    {
        if (_published == DateTimeOffset.MinValue)
            return _changed || runs ? TimeSpan.Zero : TimeSpan.MaxValue;
        return _changed ? _published + AtMost - now : runs ? _published + AtLeast - now : TimeSpan.MaxValue;
    }
}
