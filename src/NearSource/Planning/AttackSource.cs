using Dots.Addressing;

namespace NearSource.Planning;

/// <summary>Where some of the attack comes from, as the asker sees it (mechanism, section 2: extensions.orchestrator.sources).</summary>
/// <param name="Prefix">An address or prefix.</param>
/// <param name="Bps">Bits per second, when known.</param>
/// <param name="Pps">Packets per second, when known.</param>
/// <param name="Packets">Packets counted, when known.</param>
public readonly record struct AttackSource(Prefix Prefix, double? Bps = null, double? Pps = null, double? Packets = null);
