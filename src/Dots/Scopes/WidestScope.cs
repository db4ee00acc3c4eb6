using System.Globalization;

namespace Dots.Scopes;

/// <summary>
/// How wide a target may be (design, section 5): single addresses unless a member was allowed more, at most a /24 and a /48. Written as a list of lengths,
/// "/24" and "/48"; /32 can only be meant for IPv4, since IPv6 stops at /48.
/// </summary>
/// <param name="V4">Shortest length of an IPv4 prefix.</param>
/// <param name="V6">Shortest length of an IPv6 prefix.</param>
public readonly record struct WidestScope(int V4, int V6)
{
    /// <summary>Single addresses.</summary>
    public static readonly WidestScope Addresses = new(32, 128);

    /// <param name="problems">Gets what is wrong with each length that is none.</param>
    public static WidestScope Read(IEnumerable<string> lengths, ICollection<string> problems)
    {
        var scope = Addresses;
        foreach (var text in lengths)
            switch (text.StartsWith('/') && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : -1)
            {
                case var n and >= 24 and <= 32:
                    scope = scope with { V4 = n };
                    break;
                case var n and >= 48 and <= 128:
                    scope = scope with { V6 = n };
                    break;
                default:
                    problems.Add($"expected /24 to /32 or /48 to /128; found {text}");
                    break;
            }

        return scope;
    }
}
