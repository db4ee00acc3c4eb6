using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart.Live;

/// <summary>A moment as a table of at most 110 columns. Pure: the same view gives the same text.</summary>
public static class LiveTable
{
    private const int Width = 110;

    /// <summary>The table of one moment, to be written to any console.</summary>
    public static IRenderable Render(LiveView view)
    {
        var table = new Table { Border = TableBorder.Rounded, Width = Width };
        table.Title = new TableTitle(Markup.Escape(Readable.Words(view.Title, Width - 4)));
        table.Caption = new TableTitle(Markup.Escape(Summary(view)));

        table.AddColumn(new TableColumn("operator").NoWrap());
        table.AddColumn(new TableColumn("asked"));
        table.AddColumn(new TableColumn("state"));
        table.AddColumn(new TableColumn("expected").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("dropped").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("age").RightAligned().NoWrap());
        foreach (var row in view.Operators)
            table.AddRow(
                new Text(Readable.Words(row.Name, 20)),
                new Text(Readable.Words(row.Asked, 80)),
                State(row),
                new Text(Readable.Rate(row.ExpectedBps)),
                new Text(Readable.Rate(row.DroppedBps)),
                new Text(Readable.Age(row.Age)));
        return table;
    }

    /// <summary>The line below the table: what is offered, what is left, what the link takes.</summary>
    internal static string Summary(LiveView view)
    {
        var limit = view.MaxBandwidthBps is { } max ? $" of {Readable.Rate(max)}{(view.ResidueBps < max ? " (fits)" : " (too much)")}" : "";
        var health = view.Health is { } told ? $", health {told}" : "";
        var note = view.Note is { } said ? "; " + Readable.Words(said, 120) : "";
        return $"{Readable.Age(view.Elapsed)}: offered {Readable.Rate(view.OfferedBps)}, at the victim {Readable.Rate(view.ResidueBps)}{limit}{health}, "
            + $"reach {Readable.Share(view.Reach)}, removed {Readable.Share(view.Removed)}{note}";
    }

    private static Paragraph State(LiveOperator row)
    {
        var cell = new Paragraph(Readable.Words(row.State, 60), Colour(row.State));
        return row.Detail is { } detail ? cell.Append($" ({Readable.Words(detail, 80)})") : cell;
    }

    private static Style Colour(string state) => state switch
    {
        "active" => new Style(Color.Green),
        "declined" or "exhausted" or "lost" or "failed" => new Style(Color.Red),
        "intended" or "accepted" or "withdrawing" => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
