using System.Text.Json;

namespace Quickstart.Scenario;

/// <summary>Reads a controller's own log: what it still holds, and when each engagement became active.</summary>
/// <param name="Left">Engagements whose last line says that something may be held.</param>
/// <param name="Active">When each engagement was first said to be in place.</param>
internal sealed record OrderLogReader(IReadOnlyCollection<string> Left, IReadOnlyDictionary<string, DateTimeOffset> Active)
{
    public static OrderLogReader Read(string path)
    {
        var held = new Dictionary<string, bool>(StringComparer.Ordinal);
        var active = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return new([], active);

        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (file.ReadLine() is { } line)
        {
            if (!line.StartsWith('{') || !line.EndsWith('}'))
                continue;
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            var engagement = entry.GetProperty("engagement").GetString()!;
            held[engagement] = entry.GetProperty("held").GetBoolean();
            if (entry.TryGetProperty("state", out var state) && state.GetString() == "active")
                active.TryAdd(engagement, entry.GetProperty("at").GetDateTimeOffset());
        }

        return new([.. held.Where(h => h.Value).Select(h => h.Key)], active);
    }
}
