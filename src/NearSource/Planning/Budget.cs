using System.Globalization;

namespace NearSource.Planning;

/// <summary>Who can be paid. A policy that ranks operators takes them in its order, those it cannot pay any more left out.</summary>
/// <param name="limit">Most that all may charge together; null without limit.</param>
internal sealed class Budget(double? limit)
{
    private double _spent;

    /// <summary>Pays for it, if there is enough left.</summary>
    public bool TryPay(Candidate candidate)
    {
        if (IsTooDear(candidate))
            return false;
        _spent += candidate.Cost;
        return true;
    }

    /// <summary>Whether with it all together would charge more than the limit.</summary>
    public bool IsTooDear(Candidate candidate) => _spent + candidate.Cost > limit;

    /// <summary>Why one that is too dear is not asked.</summary>
    public SkippedOperator TooDear(Candidate candidate) => new(
        candidate.MemberId, SkipCause.Cost, string.Create(CultureInfo.InvariantCulture, $"charges {candidate.Cost}; {limit - _spent:0.###} of {limit} are left"));
}
