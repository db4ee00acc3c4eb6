namespace Quickstart.Live;

/// <summary>
/// The same moments as lines, for logs and pipes: an operator's line appears when what it says in words changed,
/// the summary with each moment that has such a change, a new note or another health, and at least every ten seconds.
/// </summary>
internal sealed class PlainLines
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (string Asked, string State, string? Detail)> _said = [];
    private (string? Note, int? Health) _noted;
    private TimeSpan? _last;

    public IReadOnlyList<string> Of(LiveView view)
    {
        var lines = new List<string>();
        foreach (var row in view.Operators)
            if (!_said.TryGetValue(row.Name, out var before) || before != (row.Asked, row.State, row.Detail))
            {
                _said[row.Name] = (row.Asked, row.State, row.Detail);
                lines.Add(Line(view, row));
            }

        if (lines.Count > 0 || (view.Note, view.Health) != _noted || _last is not { } last || view.Elapsed - last >= Quiet)
        {
            lines.Add(LiveTable.Summary(view));
            _last = view.Elapsed;
        }

        _noted = (view.Note, view.Health);
        return lines;
    }

    private static string Line(LiveView view, LiveOperator row) =>
        $"{Readable.Age(view.Elapsed)}: {Readable.Words(row.Name, 20)} {Readable.Words(row.Asked, 80)}, {Readable.Words(row.State, 60)}{(row.Detail is { } detail ? $" ({Readable.Words(detail, 80)})" : "")}, "
        + $"expected {Readable.Rate(row.ExpectedBps)}, dropped {Readable.Rate(row.DroppedBps)}, age {Readable.Age(row.Age)}";
}
