using System.Security.Cryptography;
using Grains.Mitigations;

namespace Grains.Sightings;

/// <summary>Names one question: the mitigation it is for and a nonce, "member:alert/sighting/nonce", so that any process knows whose answer it is.</summary>
public readonly record struct SightingId(MitigationKey Mitigation, string Nonce)
{
    private const string Mark = "/sighting/";
    private const int NonceBytes = 8, AlertDigits = 64, Longest = 256;

    public static SightingId New(MitigationKey mitigation) => new(mitigation, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes)));

    /// <summary>Takes it apart again. False for anything this orchestrator cannot have minted.</summary>
    public static bool TryParse(string text, out SightingId id)
    {
        id = default;
        var mark = text.Length > Longest ? -1 : text.IndexOf(Mark, StringComparison.Ordinal);
        var colon = mark < 0 ? -1 : text.AsSpan(0, mark).IndexOf(':');
        if (colon <= 0)
            return false;
        var (alert, nonce) = (text[(colon + 1)..mark], text[(mark + Mark.Length)..]);
        if (alert.Length != AlertDigits || nonce.Length != NonceBytes * 2 || !alert.All(char.IsAsciiHexDigitLower) || !nonce.All(char.IsAsciiHexDigitLower))
            return false;
        id = new(new(text[..colon], alert), nonce);
        return true;
    }

    public override string ToString() => $"{Mitigation}{Mark}{Nonce}";
}
