namespace Dots.Transport.Signatures;

/// <summary>What every signature of the mechanism must say of itself, in requests and in answers.</summary>
internal static class SignatureRules
{
    internal const int LeastNonce = 8;
    internal const int MostNonce = 128;

    /// <summary>What is wrong with the parameters, for the peer; null when nothing is.</summary>
    internal static string? Check(SignatureParameters parameters, DateTimeOffset now)
    {
        const long latest = 253_402_300_799;
        if (parameters.Created is not (>= 0 and <= latest))
            return "the signature's created is missing or no time in seconds";
        if (parameters.KeyId is not { Length: 64 } key || key.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            return "the signature's keyid is missing or not a sender_id (64 lower-case hex digits)";
        if (parameters.Algorithm is { } algorithm && algorithm.AsString != SigningKey.Algorithm)
            return $"the signature's alg is not {SigningKey.Algorithm}";
        return parameters.Parameters.Any(p => p.Key == "expires") && !(parameters.Expires >= now.ToUnixTimeSeconds()) ? "the signature's expires has passed or is no time" : null;
    }
}
