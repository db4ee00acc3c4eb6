namespace Dots.Serving;

/// <summary>How long filters may stand. Design section 3: an order's end is the mitigation's end.</summary>
public sealed record Lifetimes
{
    /// <summary>Granted when the asker names none.</summary>
    public TimeSpan Default { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Never granted less.</summary>
    public TimeSpan Minimum { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Never granted more, except an indefinite one.</summary>
    public TimeSpan Maximum { get; init; } = TimeSpan.FromDays(7);

    /// <summary>No order lasts longer; a longer mitigation, or an indefinite one, stands on orders that are renewed.</summary>
    public TimeSpan LongestOrder { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often such orders are renewed.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How far clocks of controllers may be off: an engagement is over for certain this long after its end.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an ended mitigation's alert id is remembered, so that a late repetition revives nothing.</summary>
    public TimeSpan Remember => Maximum + 2 * Skew;

    /// <summary>When a mitigation ends that is asked for now.</summary>
    /// <param name="asked">What the request asks for; null: it does not say; zero: indefinite.</param>
    public DateTimeOffset EndOf(TimeSpan? asked, DateTimeOffset now)
    {
        var wanted = asked ?? Default;
        if (wanted == TimeSpan.Zero)
            return DateTimeOffset.MaxValue;
        return now + (wanted < Minimum ? Minimum : wanted > Maximum ? Maximum : wanted);
    }

    /// <summary>When orders end that are written now for a mitigation with this end.</summary>
    public DateTimeOffset OrderEnd(DateTimeOffset end, DateTimeOffset now) => end - now > LongestOrder ? now + LongestOrder : end;
}
