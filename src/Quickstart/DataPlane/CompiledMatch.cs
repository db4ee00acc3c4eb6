using Dots.Addressing;
using Dots.Scopes;

namespace Quickstart.DataPlane;

/// <summary>A match that is asked about many thousand flows: its sources, often as many, are looked up instead of walked through.</summary>
internal sealed class CompiledMatch
{
    private readonly TrafficMatch _match;
    private readonly PrefixSet? _sources;

    public CompiledMatch(TrafficMatch match)
    {
        // Only when no other column says which source goes with what.
        var single = match is
        {
            Destinations.Length: <= 1, SourcePorts.Length: <= 1, DestinationPorts.Length: <= 1, Protocols.Length: <= 1, TcpFlags.Length: <= 1,
            Fragments.Length: <= 1, PacketLengths.Length: <= 1, IcmpTypes.Length: <= 1, IcmpCodes.Length: <= 1, Dscps.Length: <= 1, Ttls.Length: <= 1,
        };
        _sources = single && match.Sources.Length > 1 ? new PrefixSet(match.Sources) : null;
        _match = _sources is null ? match : match.WithSources([]);
    }

    public bool Matches(in Packet packet) => (_sources is null || _sources.Covers(packet.Source)) && _match.Matches(packet);
}
