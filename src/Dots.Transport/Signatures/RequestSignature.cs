namespace Dots.Transport.Signatures;

/// <summary>What a verified signature of a request says; whether it is fresh, fits the body and came for the first time is checked when those are known.</summary>
/// <param name="Nonce">The signer's key and the nonce: good once.</param>
/// <param name="Created">When it was signed, whole seconds.</param>
/// <param name="Digest">SHA-256 that the body must have.</param>
internal sealed record RequestSignature(string Nonce, DateTimeOffset Created, byte[] Digest);
