namespace Grains.Identity;

/// <summary>Who changed something, from where and why: in every ledger event of a change.</summary>
/// <param name="By">A member's id, or what acted of itself, e.g. "consortium.json".</param>
/// <param name="Key">The key it proved; null when nobody's key was needed.</param>
/// <param name="From">Where it came from: an address; null when from inside.</param>
public sealed record Origin(string By, string? Key, string? From, string Why)
{
    public static Origin Of(Principal by, string why) => new(by.Member, by.Key, by.From, why);
}
