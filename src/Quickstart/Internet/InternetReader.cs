using System.Collections.Immutable;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Topology;

namespace Quickstart.Internet;

/// <summary>Reads an Internet from files, each plain, gzip or bzip2; topology and origins side by side.</summary>
internal static class InternetReader
{
    private const long MostBytes = 1L << 30;

    /// <returns>The Internet, or the file that cannot be used, the line and what is wrong with it.</returns>
    public static (SimulatedInternet? Internet, string? Refusal) Read(string topology, ImmutableArray<string> origins)
    {
        var graph = Task.Run(() => Topology(topology));
        var (table, badOrigins) = Origins(origins);
        var (links, badTopology) = graph.Result;
        if ((badTopology ?? badOrigins) is { } refusal)
            return (null, refusal);
        return (new(string.Join(", ", origins.Prepend(topology).Select(Path.GetFileName)), links!, table!), null);
    }

    /// <summary>Circles of providers and links told twice are in every inference; a line that is no link says that the file is something else.</summary>
    private static (AsGraph? Graph, string? Refusal) Topology(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var reading = AsGraph.Read(file, new() { Tolerant = true });
            return reading.Graph is null ? (null, $"{path}: {reading.Errors.FirstOrDefault()}")
                : reading.Malformed is { } malformed ? (null, $"{path}: {malformed}")
                : (reading.Graph, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path}: {e.Message}");
        }
    }

    private static (OriginTable? Table, string? Refusal) Origins(ImmutableArray<string> paths)
    {
        using var text = new JoinedText(paths, MostBytes);
        try
        {
            var reading = OriginTable.Read(text);
            return reading.Table is null ? (null, Named(reading.Errors.First())) : (reading.Table, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, $"{text.Current}: {e.Message}");
        }

        string Named(LineError error)
        {
            var (file, line) = text.Locate(error.Line);
            return $"{file}: {error with { Line = line }}";
        }
    }
}
