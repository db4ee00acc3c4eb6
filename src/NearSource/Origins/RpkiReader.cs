using System.Collections.Immutable;
using System.Text.Json;
using NearSource.Input;
using NearSource.Topology;

namespace NearSource.Origins;

/// <summary>What both layouts of a validator's output share: limits, errors, what has been read.</summary>
internal sealed class RpkiReader(RpkiReadOptions options)
{
    private readonly ErrorList _errors = new();
    private readonly ImmutableArray<Vrp>.Builder _vrps = ImmutableArray.CreateBuilder<Vrp>();
    private readonly ImmutableArray<Aspa>.Builder _aspas = ImmutableArray.CreateBuilder<Aspa>();

    public static RpkiReading Read(Stream input, RpkiReadOptions options)
    {
        var reader = new RpkiReader(options);
        try
        {
            using var plain = Unpacked.Open(input, options.MaxBytes);
            var (whole, begin) = Rewound.Peek(plain, 1 << 16);
            var json = begin.Span.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..];
            var read = json ? new RpkiJson(reader).Read(whole) : new RpkiCsv(reader).Read(new StreamReader(whole));
            if (read && !reader._errors.Outweigh(reader._vrps.Count + reader._aspas.Count, "authorisation"))
                return new(reader._vrps.ToImmutable(), reader._aspas.ToImmutable(), reader._errors.First, reader._errors.Count);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            reader._errors.Add(0, e.Message);
        }

        return new(default, default, reader._errors.First, reader._errors.Count);
    }

    /// <summary>Takes an entry; false when reading must stop.</summary>
    public bool Take(Vrp vrp)
    {
        _vrps.Add(vrp);
        return Fits();
    }

    /// <inheritdoc cref="Take(Vrp)"/>
    public bool Take(Aspa aspa)
    {
        _aspas.Add(aspa);
        return Fits();
    }

    /// <summary>Notes a bad entry; false when reading must stop.</summary>
    public bool Bad(int line, string problem)
    {
        _errors.Add(line, problem);
        return options.Tolerant;
    }

    private bool Fits()
    {
        if (_vrps.Count + _aspas.Count <= options.MaxEntries)
            return true;
        _errors.Add(0, $"more than {options.MaxEntries} entries");
        return false;
    }
}
