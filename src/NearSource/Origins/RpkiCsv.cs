using System.Globalization;
using Dots.Addressing;
using NearSource.Input;

namespace NearSource.Origins;

/// <summary>Lines "ASN,prefix,maximum length,..." with or without "AS" before the number, as validators write them; a heading line is left out.</summary>
internal sealed class RpkiCsv(RpkiReader into)
{
    private const int MaxLine = 1024;

    public bool Read(TextReader input)
    {
        var line = new BoundedLine(input, MaxLine);
        for (var number = 1; line.Next(); number++)
        {
            if (!line.Cut && (line.Text.IsWhiteSpace() || line.Text[0] == '#' || (number == 1 && line.Text.StartsWith("ASN", StringComparison.OrdinalIgnoreCase))))
                continue;
            var error = line.Cut ? $"longer than {MaxLine} characters" : Parse(line.Text, out var vrp) ?? (into.Take(vrp) ? null : "");
            if (error is "" || (error is not null && !into.Bad(number, error)))
                return false;
        }

        return true;
    }

    private static string? Parse(ReadOnlySpan<char> line, out Vrp vrp)
    {
        vrp = default;
        Span<Range> fields = stackalloc Range[4];
        if (line.Split(fields, ',') < 3)
            return "fewer than three fields; expected ASN,prefix,maximum length";
        return Parse(line[fields[0]].Trim(), line[fields[1]].Trim(), line[fields[2]].Trim(), out vrp);
    }

    /// <summary>What is wrong, or null.</summary>
    public static string? Parse(ReadOnlySpan<char> asn, ReadOnlySpan<char> prefix, ReadOnlySpan<char> maxLength, out Vrp vrp)
    {
        vrp = default;
        if (asn.StartsWith("AS", StringComparison.OrdinalIgnoreCase))
            asn = asn[2..];
        if (!uint.TryParse(asn, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return "no AS number";
        if (!Prefix.TryParse(prefix, out var parsed, out var error))
            return error;
        var longest = parsed.Length;
        if (maxLength.Length > 0 && (!int.TryParse(maxLength, NumberStyles.None, CultureInfo.InvariantCulture, out longest) || longest < parsed.Length || longest > parsed.Width))
            return $"the maximum length of {parsed} must be {parsed.Length} to {parsed.Width}";
        vrp = new(parsed, number, (byte)longest);
        return null;
    }
}
