namespace Quickstart.DataPlane;

/// <summary>A rate and its integral over time. Not thread-safe.</summary>
internal sealed class Meter
{
    private double _bits;
    private double _packets;

    public Rate Now { get; set; }

    public void Run(double seconds)
    {
        _bits += Now.Bps * seconds;
        _packets += Now.Pps * seconds;
    }

    public Counter Read() => new(Now, (long)_bits, (long)_packets);
}
