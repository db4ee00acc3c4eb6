using Quickstart.Live;
using Spectre.Console;

namespace Quickstart.Tests.Live;

public sealed class LiveTests
{
    private static readonly LiveView View = new(
        "SNMP reflection on 192.0.2.200/32",
        TimeSpan.FromSeconds(3.2),
        40e9,
        4.8e9,
        10e9,
        0.95,
        [
            new("op2", "asked", "active", 8.8e9, 8.8e9, TimeSpan.FromSeconds(0.4)),
            new("op5", "asked", "declined", null, null, TimeSpan.FromSeconds(1)),
            new("op7", "asked", "[red]lost[/]\u001b[2J", 359_481_567, 999.6, null),
        ],
        "withdrawing");

    [Theory]
    [InlineData(0, "0 bit/s")]
    [InlineData(999.4, "999 bit/s")]
    [InlineData(999.6, "1.00 kbit/s")]
    [InlineData(359_481_567, "359 Mbit/s")]
    [InlineData(12_340_000_000, "12.3 Gbit/s")]
    [InlineData(4_800_000_000, "4.80 Gbit/s")]
    [InlineData(2e15, "2000 Tbit/s")]
    public void Rates_are_readable(double bps, string text) => Assert.Equal(text, Readable.Rate(bps));

    [Fact]
    public void Table_shows_every_operator_in_readable_units_within_its_width()
    {
        var text = Rendered(View);

        Assert.Contains("│ op2", text);
        Assert.Contains("8.80 Gbit/s", text);
        Assert.Contains("359 Mbit/s", text);
        Assert.Contains("3.2 s: offered 40.0 Gbit/s, at the victim 4.80 Gbit/s of 10.0 Gbit/s (fits), reach 95.0 %", string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 120));
    }

    [Fact]
    public void Peers_words_cannot_colour_or_move_anything()
    {
        Assert.Contains("[red]lost[/] [2J", Rendered(View));
        Assert.DoesNotContain('\u001b', Rendered(View));
    }

    [Fact]
    public async Task Without_a_terminal_lines_tell_only_what_changed()
    {
        var text = new StringWriter();
        var console = Console(text);

        await LiveShow.Run(Views(View, View with { Elapsed = TimeSpan.FromSeconds(4) }, View with { Elapsed = TimeSpan.FromSeconds(5), Operators = [View.Operators[0] with { State = "ended" }] }), console);

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("3.2 s: op2 asked, active, expected 8.80 Gbit/s, dropped 8.80 Gbit/s, age 0.4 s", lines[0]);
        Assert.StartsWith("5.0 s: op2 asked, ended", lines[4]);
        Assert.EndsWith("removed 88.0 %; withdrawing", lines[5].TrimEnd());
    }

    [Fact]
    public async Task On_a_terminal_the_table_is_redrawn()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes, Out = new Terminal(text) });

        await LiveShow.Run(Views(View, View with { Note = "second" }), console);

        Assert.Contains("second", text.ToString());
    }

    private static async IAsyncEnumerable<LiveView> Views(params LiveView[] views)
    {
        foreach (var view in views)
        {
            await Task.Yield();
            yield return view;
        }
    }

    private static string Rendered(LiveView view)
    {
        var text = new StringWriter();
        Console(text).Write(LiveTable.Render(view));
        return text.ToString();
    }

    private static IAnsiConsole Console(StringWriter text)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 120;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private sealed class Terminal(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 120;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding) { }
    }
}
