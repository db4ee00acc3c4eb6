using System.Globalization;

namespace Dots.Scopes;

/// <summary>An inclusive range of numbers of 16 bits: ports, or lengths of packets.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public static readonly PortRange Any = new(0, ushort.MaxValue);

    public bool Contains(ushort port) => First <= port && port <= Last;

    public bool Contains(PortRange other) => First <= other.First && other.Last <= Last;

    /// <summary>Parses "53" or "1024-65535": digits only, first not above last.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        var head = dash < 0 ? text : text[..dash];
        var tail = dash < 0 ? text : text[(dash + 1)..];
        if (!ushort.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !ushort.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first > last)
            return false;
        range = new(first, last);
        return true;
    }

    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
