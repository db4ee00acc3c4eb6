using Orchestrator.Gateway.Usage;
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
    public void Table_and_lines_give_the_reason_of_a_state_and_the_askers_health()
    {
        var view = View with { Health = 43, Operators = [View.Operators[1] with { Detail = "policy: own customers\u001b come first" }] };

        Assert.Contains("declined (policy: own customers  come first)", Rendered(view));
        Assert.Contains("(fits), health 43, reach", LiveTable.Summary(view));
        Assert.StartsWith("3.2 s: op5 asked, declined (policy: own customers  come first), expected", new PlainLines().Of(view)[0]);
    }

    [Fact]
    public void Line_comes_again_when_only_the_reason_or_the_health_changed()
    {
        var lines = new PlainLines();
        lines.Of(View);

        var approved = View with { Operators = [View.Operators[0] with { Detail = "approved" }] };
        Assert.Equal(2, lines.Of(approved).Count);
        Assert.Single(lines.Of(approved with { Health = 100 }));
        Assert.Empty(lines.Of(approved with { Health = 100 }));
    }

    [Fact]
    public void Plan_is_a_table_and_a_line_of_JSON()
    {
        var plan = new Dots.Mechanism.MitigationOverview
        {
            Reach = 0.9, Unmapped = 0.02, HopsSaved = 0.75, ResidueBps = 1_000_000_000, Class = "direct: many ports\u001b",
            Operators = [new() { Name = "op2", Share = 0.6, Reason = "meets it first" }, new() { Share = 0.1 }],
        };

        var lines = PlanTable.Lines(plan, 10e9).ToList();

        Assert.Equal("plan: 2 operators, reach 90.0 % of the attack, 1.00 Gbit/s expected to be left", lines[0]);
        Assert.Equal("  the attack is taken for direct: many ports ", lines[1]);
        Assert.Equal("  nobody can place 2.0 % of it; byte-hops saved: 75.0 % of what all operators together could", lines[2]);
        Assert.Equal("op2 60.0 % 6.00 Gbit/s meets it first", Words(lines[4]));
        Assert.Equal("- 10.0 % 1.00 Gbit/s", Words(lines[5]));
        Assert.Equal(
            """{"reach":0.9,"unmapped":0.02,"hops_saved":0.75,"residue_bps":1000000000,"class":"direct: many ports\u001b","operators":[{"name":"op2","share":0.6,"reason":"meets it first"},{"share":0.1}]}""",
            lines[6], ignoreCase: true);
    }

    [Fact]
    public void Help_puts_reported_and_real_drops_beside_expected_ones()
    {
        var lines = HelpTable.Lines(new("reflection: port 161\u001b", 3, 40e9, 6e9, 8e9, [new("op2", "active", 0.5, 19e9, 18e9), new("op5\u001b", "declined", 0.1, null, 0), new("op9", "not asked", null, null, 0)])).ToList();

        Assert.Equal(8, lines.Count);
        Assert.Equal("the plan took it for reflection: port 161", lines[0].TrimEnd());
        Assert.Equal("3 operators told what they see of it", lines[1]);
        Assert.Equal("op2 active 50.0 % 20.0 Gbit/s 19.0 Gbit/s 18.0 Gbit/s", Words(lines[4]));
        Assert.Equal("op5 declined 10.0 % 4.00 Gbit/s - 0 bit/s", Words(lines[5]));
        Assert.Equal("op9 not asked - - - 0 bit/s", Words(lines[6]));
        Assert.Equal("byte-hops saved: 75.0 % of what the helpers together could", lines[7]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 110));
    }

    [Fact]
    public void Usage_puts_the_helpers_figures_beside_the_askers()
    {
        var at = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
        UsageRecord[] records =
        [
            new()
            {
                Asker = "op1", Operator = "op2", From = at, To = at.AddSeconds(12.34), DroppedBits = 1.5e9, DroppedPackets = 98_700, PeakDroppedBps = 144e6,
                ForwardedBits = 2.5e6, PeakForwardedBps = 1e6, AskerPeakBps = 359e6,
            },
            new() { Asker = "op1", Operator = "op5\u001b", To = at, DroppedBits = 0, AskerBps = 359e6 },
        ];

        var lines = UsageTable.Lines(records).ToList();

        Assert.Equal(4, lines.Count);
        Assert.Equal("op2 op1 12.3 s 1.50 Gbit 98.7 kpkt 144 Mbit/s 2.50 Mbit 1.00 Mbit/s 359 Mbit/s", Words(lines[2]));
        Assert.Equal("op5 op1 - 0 bit - - - - 359 Mbit/s", Words(lines[3]));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 110));
        Assert.Empty(UsageTable.Lines([]));
    }

    [Fact]
    public async Task On_a_terminal_the_table_is_redrawn()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes, Out = new Terminal(text) });

        await LiveShow.Run(Views(View, View with { Note = "second" }), console);

        Assert.Contains("second", text.ToString());
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

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
