using Dots.Mechanism;
using Dots.Transport.Signatures;

namespace Dots.Transport.Mechanism;

/// <summary>Who sent a request.</summary>
/// <param name="Peer">When it is refused: what could be seen of it, for the log.</param>
/// <param name="Refusal">Why it is not let in.</param>
/// <param name="Signature">With a signed request: what is still to be checked against time, body and memory.</param>
internal readonly record struct Identified(Peer Peer, MechanismRefusal? Refusal, RequestSignature? Signature = null);
