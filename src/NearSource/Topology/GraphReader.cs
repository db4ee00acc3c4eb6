using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using NearSource.Input;

namespace NearSource.Topology;

/// <summary>
/// Reads AS relations in CAIDA's layouts, plain, gzip or bzip2: serial-1 "a|b|-1" (a is provider of b) or "a|b|0" (peers), and serial-2 with the
/// source of the inference as a fourth field. Lines that begin with # are comments. Bad content never throws; the stream's own I/O errors come through.
/// </summary>
internal sealed class GraphReader(GraphReadOptions options)
{
    // Two numbers of ten digits, a relation, a source's name.
    private const int MaxLine = 256;

    private readonly ErrorList _errors = new();
    private readonly List<AsLink> _links = [];
    private readonly List<int> _lines = [];
    private readonly Dictionary<(uint, uint), int> _known = [];
    private LineError? _malformed;

    public static GraphReading Read(Stream input, GraphReadOptions options)
    {
        var reader = new GraphReader(options);
        try
        {
            using var text = new StreamReader(Unpacked.Open(input, options.MaxBytes), Encoding.UTF8, false, 1 << 16);
            return reader.Read(text);
        }
        catch (InvalidDataException e)
        {
            // Half a graph would send everybody elsewhere: damage refuses the file in both modes.
            reader._errors.Add(0, e.Message);
            return reader.Refused();
        }
    }

    private GraphReading Read(TextReader text)
    {
        var line = new BoundedLine(text, MaxLine);
        for (var number = 1; line.Next(); number++)
        {
            if (number > options.MaxLines)
                return Refused(number, $"more than {options.MaxLines} lines");

            if (!line.Cut && (line.Text.IsWhiteSpace() || line.Text[0] == '#'))
                continue;
            var malformed = line.Cut ? $"longer than {MaxLine} characters" : null;
            var error = malformed is null && TryParse(line.Text, out var link, out malformed) ? Added(link, number) : malformed;
            if (error is null)
                continue;
            if (malformed is not null)
                _malformed ??= new(number, malformed);
            if (!options.Tolerant)
                return Refused(number, error);
            _errors.Add(number, error);
        }

        if (_errors.Outweigh(_links.Count, "link"))
            return Refused();
        foreach (var (at, cycle) in ProviderCycles.In(_links))
        {
            _errors.Add(_lines[at], cycle);
            if (!options.Tolerant)
                return Refused();
        }

        return new(AsGraph.Of(_links), _errors.First, _errors.Count) { Malformed = _malformed };
    }

    private string? Added(AsLink link, int line)
    {
        if (link.First == link.Second)
            return $"AS {link.First} is linked with itself";
        if (_known.TryGetValue(link.Pair, out var before))
            return _links[before] == link || (link.Relation == AsRelation.Peers && _links[before].Relation == AsRelation.Peers)
                ? $"AS {link.First} and AS {link.Second} stand in line {_lines[before]} already"
                : $"AS {link.First} and AS {link.Second} are something else to each other in line {_lines[before]}";
        _known[link.Pair] = _links.Count;
        _links.Add(link);
        _lines.Add(line);
        return null;
    }

    private static bool TryParse(ReadOnlySpan<char> line, out AsLink link, [NotNullWhen(false)] out string? error)
    {
        link = default;
        error = null;
        Span<Range> fields = stackalloc Range[5];
        var count = line.Split(fields, '|');
        if (count is not (3 or 4))
            error = $"{count} fields; expected a|b|relation or a|b|relation|source";
        else if (!IsAsn(line[fields[0]], out var first))
            error = NoAsn(line[fields[0]]);
        else if (!IsAsn(line[fields[1]], out var second))
            error = NoAsn(line[fields[1]]);
        else if (line[fields[2]] is "-1" or "0")
            link = new(first, second, line[fields[2]] is "0" ? AsRelation.Peers : AsRelation.ProviderOfCustomer);
        else
            error = $"the relation is '{Shown(line[fields[2]])}'; expected -1 or 0";
        return error is null;
    }

    private static bool IsAsn(ReadOnlySpan<char> text, out uint asn) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out asn) && asn != 0;

    private static string NoAsn(ReadOnlySpan<char> text) => $"'{Shown(text)}' is not an AS number from 1 to {uint.MaxValue}";

    private static string Shown(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, 32)].ToString();

    private GraphReading Refused(int line, string problem)
    {
        _errors.Add(line, problem);
        return Refused();
    }

    private GraphReading Refused() => new(null, _errors.First, _errors.Count) { Malformed = _malformed };
}
