using Dots.Addressing;
using NearSource.Origins;

namespace Controller.Policy;

/// <summary>
/// Address space that its holders gave to certain ASes in the RPKI (design, section 5): a target is somebody's if a payload that holds all of it names an AS of
/// theirs. It needs no word of the orchestrator: the holders signed it, this member's own relying party validated it, and this member itself wrote whose ASes count.
/// </summary>
internal sealed class RpkiSpace
{
    private readonly AskerAsns _asns;
    private readonly RpkiCover _cover;

    private RpkiSpace(AskerAsns asns, RpkiCover cover) => (_asns, _cover) = (asns, cover);

    /// <summary>Reads both files. Of the payloads, of which there are some 750,000, only those that can prove something are kept.</summary>
    /// <param name="vrps">rpki-client's JSON or CSV, plain, gzip or bzip2.</param>
    /// <param name="asns">See <see cref="AskerAsns"/>.</param>
    /// <exception cref="FormatException">One cannot be used.</exception>
    public static RpkiSpace Read(string vrps, string asns)
    {
        var known = Named(asns, () => AskerAsns.Parse(ReloadedFile<AskerAsns>.ReadText(asns)));
        using var file = File.OpenRead(vrps);
        var read = RpkiReading.Read(file);
        return read.Refused
            ? throw new FormatException($"{vrps}: {string.Join("; ", read.Errors.Take(10))}")
            : new(known, RpkiCover.Of([.. read.Vrps.Where(v => known.All.Contains(v.Asn))]));
    }

    /// <summary>Whether all of the target is given to an AS whose space this member may ask filters for.</summary>
    public bool Covers(Prefix target, string? asker) => _cover.Of(target, _asns.Of(asker)) == RpkiStanding.Proven;

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }
}
