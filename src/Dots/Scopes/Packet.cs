using Dots.Addressing;

namespace Dots.Scopes;

/// <summary>The headers of one packet, or of a flow of equal ones, as a filter sees them. What does not apply is zero.</summary>
public readonly record struct Packet
{
    /// <summary>Source address, a /32 or /128.</summary>
    public required Prefix Source { get; init; }

    /// <summary>Destination address, a /32 or /128.</summary>
    public required Prefix Destination { get; init; }

    public required byte Protocol { get; init; }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public TcpFlags TcpFlags { get; init; }

    public FragmentFlags Fragment { get; init; }

    /// <summary>Length in bytes.</summary>
    public ushort Length { get; init; }

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    public byte Dscp { get; init; }

    public byte Ttl { get; init; }
}
