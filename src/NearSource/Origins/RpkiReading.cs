using System.Collections.Immutable;
using NearSource.Input;
using NearSource.Topology;

namespace NearSource.Origins;

/// <summary>How a validator's output is read.</summary>
public sealed record RpkiReadOptions
{
    /// <summary>Bad entries are left out and counted instead of refusing the file.</summary>
    public bool Tolerant { get; init; }

    /// <summary>More entries than this refuse the file, in both modes. The RPKI has some 750,000.</summary>
    public int MaxEntries { get; init; } = 5_000_000;

    /// <summary>More bytes than this, unpacked, refuse the file, in both modes.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Refuse what is not well-formed.</summary>
    public static readonly RpkiReadOptions Strict = new();
}

/// <summary>What reading gave.</summary>
/// <param name="Vrps">The validated ROA payloads in the file's order; default when the input was refused.</param>
/// <param name="Aspas">The provider authorisations; default when the input was refused, empty when the layout has none.</param>
/// <param name="Errors">The first hundred problems.</param>
/// <param name="BadEntries">How many there were in all (in the refusing mode reading stops at the first).</param>
public sealed record RpkiReading(ImmutableArray<Vrp> Vrps, ImmutableArray<Aspa> Aspas, ImmutableArray<LineError> Errors, int BadEntries)
{
    /// <summary>Whether the input was refused.</summary>
    public bool Refused => Vrps.IsDefault;

    /// <summary>
    /// Reads a validator's JSON (roas, and aspas where there are any; rpki-client, Routinator) or CSV (ASN, prefix, maximum length, ...), plain,
    /// gzip or bzip2. Expiry is the validator's business: what stands in its output counts. Bad content never throws; the stream's own I/O errors come through.
    /// </summary>
    public static RpkiReading Read(Stream input, RpkiReadOptions? options = null) => RpkiReader.Read(input, options ?? RpkiReadOptions.Strict);
}
