using Dots.Mechanism;

namespace Dots.Transport.Tls;

/// <summary>What one process grants to all its HTTPS peers together and to each connection; every outside byte is hostile.</summary>
public sealed record MechanismHttpsLimits
{
    /// <summary>
    /// Bytes of a request's body; each message has its own, lower limit (mechanism, section 3). Twice the highest of them: beyond this the connection is cut
    /// without the rest being read, and a peer that is still sending would never see the 413.
    /// </summary>
    public long BodyBytes { get; init; } = 2 * MessageName.MitigationRequest.MaxBytes();

    /// <summary>Bytes of all header lines of a request together.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    public int Headers { get; init; } = 64;

    /// <summary>Open connections; further ones are closed at once.</summary>
    public long Connections { get; init; } = 10_000;

    /// <summary>Requests at the same time on one HTTP/2 connection.</summary>
    public int StreamsPerConnection { get; init; } = 64;

    /// <summary>From the first byte of a request to the end of its headers.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without a request is closed after this; longer than two heartbeats at the default interval, so that peers stay warm.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes per second under which a sender or reader counts as stalling, once <see cref="DataRateGrace"/> has passed.</summary>
    public double MinBytesPerSecond { get; init; } = 240;

    public TimeSpan DataRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
