using System.Text;
using System.Text.Json;

namespace Quickstart.Scenario;

/// <summary>A controller's own log, read on as it grows: what it holds, and what became of each engagement. Safe for any number of threads.</summary>
internal sealed class ControllerLog(string path)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoggedEngagement> _engagements = new(StringComparer.Ordinal);
    private long _read;

    /// <summary>Engagements whose last line says that something may be held.</summary>
    public IReadOnlyCollection<string> Left => [.. Engagements().Where(e => e.Value.Held).Select(e => e.Key)];

    /// <summary>What the log says of an engagement; null: nothing.</summary>
    public LoggedEngagement? Of(string engagement) => Engagements().GetValueOrDefault(engagement);

    public Dictionary<string, LoggedEngagement> Engagements()
    {
        lock (_lock)
        {
            foreach (var line in NewLines())
                Take(line);
            return new(_engagements, StringComparer.Ordinal);
        }
    }

    /// <summary>Whole lines only: what was cut off by a kill, or is being written, has no end yet.</summary>
    private string[] NewLines()
    {
        if (!File.Exists(path))
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        var bytes = new byte[file.Length - _read];
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _read += whole;
        return Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Take(string line)
    {
        if (!line.StartsWith('{') || !line.EndsWith('}'))
            return;
        using var json = JsonDocument.Parse(line);
        var entry = json.RootElement;
        var engagement = entry.GetProperty("engagement").GetString()!;
        _engagements[engagement] = _engagements.GetValueOrDefault(engagement, LoggedEngagement.None).With(
            entry.GetProperty("at").GetDateTimeOffset(), entry.GetProperty("event").GetString()!, entry.GetProperty("revision").GetInt32(),
            Text(entry, "state"), entry.GetProperty("held").GetBoolean(), Text(entry, "reason"));
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>What a controller's own log says of one engagement.</summary>
internal sealed record LoggedEngagement
{
    public static readonly LoggedEngagement None = new();

    /// <summary>The newest revision that came in; 0: none.</summary>
    public int Revision { get; private init; }

    /// <summary>The one before it; 0: none.</summary>
    public int Before { get; private init; }

    /// <summary>What the controller says of it.</summary>
    public string? State { get; private init; }

    /// <summary>Why, in the controller's own words.</summary>
    public string? Reason { get; private init; }

    /// <summary>Whether something may be in place.</summary>
    public bool Held { get; private init; }

    /// <summary>Whether the newest revision waits for somebody's approval.</summary>
    public bool Waits { get; private init; }

    /// <summary>Who approved it; null: nobody did.</summary>
    public string? Approval { get; private init; }

    /// <summary>When it was first in place; null: not yet.</summary>
    public DateTimeOffset? ActiveAt { get; private init; }

    public LoggedEngagement With(DateTimeOffset at, string what, int revision, string? state, bool held, string? reason) => this with
    {
        Revision = Math.Max(Revision, revision),
        Before = revision > Revision ? Revision : Before,
        State = state ?? State,
        // Some lines about the same state give no reason again.
        Reason = reason ?? (state is null || state == State ? Reason : null),
        Held = held,
        Waits = what == "waiting" || (Waits && what is "received" or "read-back" or "report-failed"),
        Approval = what == "approved" ? reason : Approval,
        ActiveAt = ActiveAt ?? (state == "active" ? at : null),
    };
}
