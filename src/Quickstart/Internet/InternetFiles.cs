using System.Collections.Immutable;

namespace Quickstart.Internet;

/// <summary>Which files say how the Internet is.</summary>
/// <param name="Topology">AS relations; null: the synthetic Internet is taken.</param>
/// <param name="Origins">Origin tables, read as one.</param>
internal sealed record InternetFiles(string? Topology, ImmutableArray<string> Origins)
{
    /// <summary>Name of the variable that says where the shared folder is.</summary>
    private const string SharedVariable = "ORCHESTRATOR_SHARED";

    /// <summary>The folder of real data beside the project; it need not exist.</summary>
    public static string Shared => Path.Combine(Environment.GetEnvironmentVariable(SharedVariable) is { Length: > 0 } set ? set : Path.Combine("..", "shared"), "data");

    /// <summary>What was given; of the rest the newest that lies in the shared folder.</summary>
    /// <returns>The files, or what is missing: half of somebody's Internet does not go together with half of another.</returns>
    public static (InternetFiles? Files, string? Refusal) Of(string? topology, ImmutableArray<string> origins)
    {
        topology ??= Newest("as-rel", "*.as-rel*.txt*");
        if (origins.IsEmpty)
            origins = [.. new[] { Newest("prefix-origin", "*ipv4*.tsv*"), Newest("prefix-origin", "*ipv6*.tsv*") }.OfType<string>()];
        return (topology, origins.IsEmpty) switch
        {
            (null, true) => (new(null, []), null),
            (null, false) => (null, "--origins: a topology goes with it, and there is none in ../shared/data; give --topology too"),
            (_, true) => (null, "--topology: an origin table goes with it, and there is none in ../shared/data; give --origins too"),
            _ => (new(topology, origins), null),
        };
    }

    private static string? Newest(string folder, string pattern)
    {
        var path = Path.Combine(Shared, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal).LastOrDefault() : null;
    }
}
