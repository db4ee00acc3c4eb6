using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <summary>How a mitigation stands: a controller's report, or what an asker is told (draft, 5.2.1; mechanism, sections 2 and 3). Totals are bits and packets, rates bits/s and packets/s.</summary>
public sealed record MitigationStatusUpdates
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string AlertId { get; init; } = "";

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public MitigationStatus Status { get; init; }

    /// <summary>With <see cref="MitigationStatus.Error"/>: 0 bad request, 1 server error, 3 scope conflict, 4 action not supported, 255 other.</summary>
    public int? ErrorReason { get; init; }

    /// <summary>What was granted; zero is indefinite. The client follows it.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Of the discarded traffic, like the following four.</summary>
    public ImmutableArray<PortRange> SourcePorts { get; init; } = [];

    public ImmutableArray<PortRange> DestinationPorts { get; init; } = [];

    public ImmutableArray<Prefix> SourceIps { get; init; } = [];

    public ImmutableArray<Prefix> DestinationIps { get; init; } = [];

    public ImmutableArray<TcpFlags> TcpFlags { get; init; } = [];

    /// <summary>Begin of the time these figures are about.</summary>
    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public long? ForwardedTotalPackets { get; init; }

    public long? ForwardedTotalBits { get; init; }

    public long? ForwardedPeakPps { get; init; }

    public long? ForwardedPeakBps { get; init; }

    public long? ForwardedAveragePps { get; init; }

    public long? ForwardedAverageBps { get; init; }

    public long? MaliciousTotalPackets { get; init; }

    public long? MaliciousTotalBits { get; init; }

    public long? MaliciousPeakPps { get; init; }

    public long? MaliciousPeakBps { get; init; }

    public long? MaliciousAveragePps { get; init; }

    public long? MaliciousAverageBps { get; init; }

    /// <summary>When this message was made.</summary>
    public DateTimeOffset? RecordTime { get; init; }

    public MitigationStatusExtension? Extension { get; init; }
}
