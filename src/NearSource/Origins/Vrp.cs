using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>Validated ROA payload: the holder of the prefix lets the AS originate it (RFC 6811, section 2).</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Asn">The AS; 0 says that nobody originates it (RFC 6483, section 4).</param>
/// <param name="MaxLength">The longest prefix inside it the AS may announce; it says nothing of where traffic comes from.</param>
public readonly record struct Vrp(Prefix Prefix, uint Asn, byte MaxLength);
