namespace Grains.Mitigations;

/// <summary>What was done to the traffic, in packets and bits, as controllers count it. Totals only grow.</summary>
[GenerateSerializer, Immutable, Alias("figures")]
public sealed record Figures
{
    /// <summary>A total that a report leaves out: it stands as it was, it is not zero.</summary>
    public const double NotSaid = double.NaN;

    public static readonly Figures Zero = new();

    [Id(0)] public double DroppedPackets { get; init; }

    [Id(1)] public double DroppedBits { get; init; }

    [Id(2)] public double ForwardedPackets { get; init; }

    [Id(3)] public double ForwardedBits { get; init; }

    /// <summary>Current rates.</summary>
    [Id(4)] public double DroppedPps { get; init; }

    [Id(5)] public double DroppedBps { get; init; }

    [Id(6)] public double ForwardedPps { get; init; }

    [Id(7)] public double ForwardedBps { get; init; }

    /// <summary>Whether any total is told.</summary>
    internal bool TellsTotals => !(double.IsNaN(DroppedPackets) && double.IsNaN(DroppedBits) && double.IsNaN(ForwardedPackets) && double.IsNaN(ForwardedBits));

    public static Figures operator +(Figures a, Figures b) => new()
    {
        DroppedPackets = a.DroppedPackets + b.DroppedPackets, DroppedBits = a.DroppedBits + b.DroppedBits,
        ForwardedPackets = a.ForwardedPackets + b.ForwardedPackets, ForwardedBits = a.ForwardedBits + b.ForwardedBits,
        DroppedPps = a.DroppedPps + b.DroppedPps, DroppedBps = a.DroppedBps + b.DroppedBps,
        ForwardedPps = a.ForwardedPps + b.ForwardedPps, ForwardedBps = a.ForwardedBps + b.ForwardedBps,
    };

    /// <summary>The greater of each rate; only rates are looked at.</summary>
    public Figures PeakWith(Figures other) => new()
    {
        DroppedBps = Math.Max(DroppedBps, other.DroppedBps), DroppedPps = Math.Max(DroppedPps, other.DroppedPps),
        ForwardedBps = Math.Max(ForwardedBps, other.ForwardedBps), ForwardedPps = Math.Max(ForwardedPps, other.ForwardedPps),
    };

    /// <summary>With what a report left out taken from the one before.</summary>
    public Figures After(Figures before) => this with
    {
        DroppedPackets = double.IsNaN(DroppedPackets) ? before.DroppedPackets : DroppedPackets,
        DroppedBits = double.IsNaN(DroppedBits) ? before.DroppedBits : DroppedBits,
        ForwardedPackets = double.IsNaN(ForwardedPackets) ? before.ForwardedPackets : ForwardedPackets,
        ForwardedBits = double.IsNaN(ForwardedBits) ? before.ForwardedBits : ForwardedBits,
    };

    public static Figures operator -(Figures a, Figures b) => a + (b * -1);

    public static Figures operator *(Figures a, double by) => new()
    {
        DroppedPackets = a.DroppedPackets * by, DroppedBits = a.DroppedBits * by,
        ForwardedPackets = a.ForwardedPackets * by, ForwardedBits = a.ForwardedBits * by,
        DroppedPps = a.DroppedPps * by, DroppedBps = a.DroppedBps * by,
        ForwardedPps = a.ForwardedPps * by, ForwardedBps = a.ForwardedBps * by,
    };
}
