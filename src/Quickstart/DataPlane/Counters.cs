namespace Quickstart.DataPlane;

/// <summary>A rate of traffic.</summary>
/// <param name="Bps">Bits per second.</param>
/// <param name="Pps">Packets per second.</param>
public readonly record struct Rate(double Bps, double Pps)
{
    public static Rate operator +(Rate a, Rate b) => new(a.Bps + b.Bps, a.Pps + b.Pps);

    public static Rate operator *(Rate rate, double factor) => new(rate.Bps * factor, rate.Pps * factor);
}

/// <summary>Traffic now, and all of it since counting began.</summary>
/// <param name="Now">The rate at the moment of reading.</param>
/// <param name="Bits">Whole bits since the start.</param>
/// <param name="Packets">Whole packets since the start.</param>
public readonly record struct Counter(Rate Now, long Bits, long Packets);

/// <summary>What one filter did. Counting goes on when the filter's match is replaced, and ends when it is withdrawn.</summary>
/// <param name="Dropped">What it dropped.</param>
/// <param name="Forwarded">What came to the operator for the filter's targets and was let through.</param>
public sealed record FilterCounters(Counter Dropped, Counter Forwarded);

/// <summary>What one operator's network did with the attack since the simulation began.</summary>
/// <param name="Arrived">What entered the network.</param>
/// <param name="Dropped">What its filters dropped.</param>
/// <param name="Forwarded">What it passed on.</param>
public sealed record OperatorCounters(Counter Arrived, Counter Dropped, Counter Forwarded);

/// <summary>The whole attack.</summary>
/// <param name="Offered">What the sources send.</param>
/// <param name="Residue">What reaches the victim.</param>
public sealed record PlaneCounters(Counter Offered, Counter Residue);
