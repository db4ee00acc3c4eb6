using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dots.Addressing;
using NearSource.Input;

namespace NearSource.Origins;

/// <summary>Reads lines "prefix TAB asn"; empty lines and lines that begin with # say nothing. Several lines of one prefix are several origins.</summary>
internal sealed class OriginReader(TextReader input, OriginReadOptions options)
{
    // A prefix has at most 49 characters, a number 10; what is longer is not this format.
    private const int MaxLine = 256;

    private readonly ErrorList _errors = new();

    public OriginReading Read()
    {
        var origins = new List<Origin>();
        var line = new BoundedLine(input, MaxLine);
        for (var number = 1; line.Next(); number++)
        {
            if (number > options.MaxLines)
                return Refused(number, $"more than {options.MaxLines} lines");

            string? error;
            if (line.Cut)
                error = $"longer than {MaxLine} characters";
            else if (line.Text.IsWhiteSpace() || line.Text[0] == '#')
                continue;
            else if (TryParse(line.Text, out var origin, out error))
            {
                origins.Add(origin);
                continue;
            }

            if (!options.Tolerant)
                return Refused(number, error);
            _errors.Add(number, error);
        }

        return _errors.Outweigh(origins.Count, "origin") ? Refused() : new(OriginTable.Of(origins), _errors.First, _errors.Count);
    }

    private OriginReading Refused(int line, string problem)
    {
        _errors.Add(line, problem);
        return Refused();
    }

    private OriginReading Refused() => new(null, _errors.First, _errors.Count);

    private static bool TryParse(ReadOnlySpan<char> line, out Origin origin, [NotNullWhen(false)] out string? error)
    {
        origin = default;
        var tab = line.IndexOf('\t');
        if (tab < 0)
        {
            error = $"'{line}' has no tab between prefix and AS number";
            return false;
        }

        if (!Prefix.TryParse(line[..tab], out var prefix, out error))
            return false;
        var number = line[(tab + 1)..].Trim();
        if (!uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var asn) || asn == 0)
        {
            // AS 0 says that nobody originates the prefix (RFC 6483, section 4).
            error = $"'{number}' is not an AS number from 1 to {uint.MaxValue}";
            return false;
        }

        origin = new(prefix, asn);
        return true;
    }
}
