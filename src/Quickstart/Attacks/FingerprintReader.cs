using System.Collections.Immutable;
using System.Text.Json;

namespace Quickstart.Attacks;

/// <summary>
/// Reads a clearing-house fingerprint (JSON). The file is somebody else's: at most 16 levels, 64 vectors, 200,000 sources; a refusal names the file and the
/// place, e.g. "x.json: attack_vectors[1].source_ips[7]: ...".
/// </summary>
internal static class FingerprintReader
{
    private const int MaxVectors = 64;
    private const int MaxTags = 64;
    internal const int MaxSources = 200_000;

    /// <summary>Parses the JSON text; <paramref name="file"/> is the name refusals give.</summary>
    public static FingerprintReading Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            var read = Attack(new JsonPlace(document.RootElement, ""), file);
            return new(read, null);
        }
        catch (JsonException e)
        {
            return new(null, $"{file}: line {e.LineNumber + 1}, byte {e.BytePositionInLine}: not JSON as expected");
        }
        catch (PlaceRefusedException e)
        {
            return new(null, $"{file}: {e.Message}");
        }
    }

    private static Fingerprint Attack(JsonPlace root, string file)
    {
        var avgBps = root.At("avg_bps").Number(1, 1e15);
        var avgBytes = root.Maybe("avg_Bpp")?.Number(1, 65535) ?? 512;
        var listed = root.At("attack_vectors").Items(1, MaxVectors);
        var left = MaxSources;
        var vectors = listed.Select(v => FingerprintVector.Read(v, avgBytes, ref left)).ToList();
        var all = vectors.Sum(v => v.Fraction);
        if (all <= 0)
            throw root.At("attack_vectors").Refused("the fractions add up to nothing");

        // What small vectors the file left out is spread over those it lists, so that the whole keeps its rate.
        return new(AttackReader.NameOf(file), avgBps, [.. vectors.Select(v => v with { Fraction = v.Fraction / all }).OrderByDescending(v => v.Fraction)], Tags(root));
    }

    private static ImmutableArray<string> Tags(JsonPlace root) => root.Maybe("tags") is { } tags ? [.. tags.Items(0, MaxTags).Select(t => t.Text())] : [];
}
