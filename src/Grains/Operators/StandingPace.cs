namespace Grains.Operators;

/// <summary>
/// When it is told how an operator stands. Whether it is lost at once; what it has left and is asked for at most once in <see cref="Every"/>, with the newest figures:
/// one that says "none left" and "plenty" by turns must not have everybody read the members every second. Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class StandingPace(TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private OperatorStanding _told = OperatorStanding.Fresh;
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;

    /// <summary>In how long this is to be told; null: plans need not know.</summary>
    public TimeSpan? Due(OperatorStanding standing)
    {
        if (!standing.DiffersFrom(_told))
            return null;
        var since = time.GetUtcNow() - _toldAt;
        return standing.Lost != _told.Lost || since >= Every ? TimeSpan.Zero : Every - since;
    }

    /// <summary>It is told now.</summary>
    public void Told(OperatorStanding standing) => (_told, _toldAt) = (standing, time.GetUtcNow());

    /// <summary>What to tell again of what may have been lost on the way: not what differs too little to be told.</summary>
    public OperatorStanding Again => _told;
}
