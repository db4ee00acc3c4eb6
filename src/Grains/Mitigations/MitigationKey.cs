using System.Security.Cryptography;
using System.Text;

namespace Grains.Mitigations;

/// <summary>Names one mitigation: the member that asked and the alert id it chose (64 lower-case hex digits). Canonical and bounded.</summary>
public readonly record struct MitigationKey(string Member, string Alert)
{
    private const char Separator = ':';

    /// <summary>
    /// The alert id that controllers get to see. Minted, because two askers may have chosen the same; derived, so that nothing has to be remembered
    /// (mechanism, section 2).
    /// </summary>
    public string ControllersAlert => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>The id of what one operator was asked for this mitigation: "member:alert/operator". A controller takes only what ends in its own name.</summary>
    public string Engagement(string @operator) => $"{this}/{@operator}";

    /// <summary>Takes an engagement id apart. False for anything this orchestrator cannot have minted.</summary>
    public static bool TryParseEngagement(string id, out MitigationKey key, out string @operator)
    {
        (key, @operator) = (default, "");
        var slash = id.Length > 256 ? -1 : id.IndexOf('/', StringComparison.Ordinal);
        var colon = id.IndexOf(Separator, StringComparison.Ordinal);
        if (colon <= 0 || slash <= colon + 1 || slash == id.Length - 1)
            return false;
        (key, @operator) = (new(id[..colon], id[(colon + 1)..slash]), id[(slash + 1)..]);
        return true;
    }

    /// <summary>Takes a grain's key apart again.</summary>
    public static MitigationKey Parse(string text)
    {
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        return at > 0 ? new(text[..at], text[(at + 1)..]) : throw new FormatException($"'{text}' is not a mitigation key (member:alert)");
    }

    /// <summary>Which wake grain watches this mitigation: 0..15, the same in every process.</summary>
    public int Shard => SHA256.HashData(Encoding.UTF8.GetBytes(ToString()))[0] & 0xF;

    public override string ToString() => $"{Member}{Separator}{Alert}";
}
