using System.Globalization;

namespace Dots.Scopes;

/// <summary>An inclusive range of numbers of 16 bits: ports, or lengths of packets.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public static readonly PortRange Any = new(0, ushort.MaxValue);

    public bool Contains(ushort port) => First <= port && port <= Last;

    public bool Contains(PortRange other) => First <= other.First && other.Last <= Last;

    /// <summary>Parses "53" or "1024-65535": digits without leading zeros, first not above last.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        var head = dash < 0 ? text : text[..dash];
        var tail = dash < 0 ? text : text[(dash + 1)..];
        if (!TryParseNumber(head, out var first) || !TryParseNumber(tail, out var last) || first > last)
            return false;
        range = new(first, last);
        return true;
    }

    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    // ushort.TryParse alone would also take NULs behind the digits.
    private static bool TryParseNumber(ReadOnlySpan<char> text, out ushort number)
    {
        number = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0 && !(text.Length > 1 && text[0] == '0')
            && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
