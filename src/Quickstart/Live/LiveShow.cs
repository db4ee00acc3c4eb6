using Spectre.Console;

namespace Quickstart.Live;

/// <summary>Shows a scenario's moments until they end: as one table redrawn in place on a terminal, as lines elsewhere.</summary>
public static class LiveShow
{
    /// <summary>Shows every view as it comes. Returns when the views end or <paramref name="cancel"/> is signalled.</summary>
    public static async Task Run(IAsyncEnumerable<LiveView> views, IAnsiConsole console, CancellationToken cancel = default)
    {
        if (console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi)
            await OnTerminal(views, console, cancel);
        else
            await AsLines(views, console.Profile.Out.Writer, cancel);
    }

    private static Task OnTerminal(IAsyncEnumerable<LiveView> views, IAnsiConsole console, CancellationToken cancel) =>
        console.Live(new Text("")).StartAsync(async context =>
        {
            await foreach (var view in views.WithCancellation(cancel))
                context.UpdateTarget(LiveTable.Render(view));
        });

    private static async Task AsLines(IAsyncEnumerable<LiveView> views, TextWriter writer, CancellationToken cancel)
    {
        var lines = new PlainLines();
        await foreach (var view in views.WithCancellation(cancel))
            foreach (var line in lines.Of(view))
                await writer.WriteLineAsync(line.AsMemory(), cancel);
        await writer.FlushAsync(cancel);
    }
}
