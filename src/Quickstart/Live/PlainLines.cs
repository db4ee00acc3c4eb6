namespace Quickstart.Live;

/// <summary>
/// The same moments as lines, for logs and pipes: an operator's line appears when what it says in words changed,
/// the summary with each moment that has such a change or a new note, and at least every ten seconds.
/// </summary>
internal sealed class PlainLines
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (string Asked, string State)> _said = [];
    private string? _note;
    private TimeSpan? _last;

    public IReadOnlyList<string> Of(LiveView view)
    {
        var lines = new List<string>();
        foreach (var row in view.Operators)
            if (!_said.TryGetValue(row.Name, out var before) || before != (row.Asked, row.State))
            {
                _said[row.Name] = (row.Asked, row.State);
                lines.Add(Line(view, row));
            }

        if (lines.Count > 0 || view.Note != _note || _last is not { } last || view.Elapsed - last >= Quiet)
        {
            lines.Add(LiveTable.Summary(view));
            _last = view.Elapsed;
        }

        _note = view.Note;
        return lines;
    }

    private static string Line(LiveView view, LiveOperator row) =>
        $"{Readable.Age(view.Elapsed)}: {Readable.Words(row.Name, 20)} {Readable.Words(row.Asked, 80)}, {Readable.Words(row.State, 60)}, "
        + $"expected {Readable.Rate(row.ExpectedBps)}, dropped {Readable.Rate(row.DroppedBps)}, age {Readable.Age(row.Age)}";
}
