using System.Globalization;
using System.Text.RegularExpressions;
using Support;

namespace Quickstart.Tests.Scenario;

/// <summary>./run --once as a user sees it.</summary>
public sealed partial class OnceTests
{
    [Fact]
    public async Task Scenario_is_ok_twice_in_a_row_on_the_same_data()
    {
        using var data = new TempFolder();
        for (var run = 0; run < 2; run++)
        {
            using var process = QuickstartProcess.Start(data.Path, "--once");

            var exit = await process.Exit();

            Assert.True(exit == 0, string.Join('\n', process.Lines));
            Shows(process.Lines);
        }
    }

    [Fact]
    public async Task Scenario_is_played_in_IPv6()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, "--once", "--ipv6");

        Assert.True(await process.Exit() == 0, string.Join('\n', process.Lines));

        Shows(process.Lines);
        Says(process.Lines, "protocol 17 from port 161 at 3fff:");
    }

    [Fact]
    public async Task Plan_alone_asks_nobody_and_says_whom_it_would_ask()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, "--plan-only");

        Assert.True(await process.Exit() == 0, string.Join('\n', process.Lines));

        using var json = System.Text.Json.JsonDocument.Parse(process.Lines[^1]);
        var operators = json.RootElement.GetProperty("operators").EnumerateArray().ToDictionary(o => o.GetProperty("name").GetString()!, o => o.GetProperty("share").GetDouble());
        Assert.Equal(["op2", "op3", "op4", "op5", "op6", "op7", "op8"], operators.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(json.RootElement.GetProperty("reach").GetDouble(), operators.Values.Sum(), 6);
        Assert.All(operators.Keys, o => Assert.Contains(process.Lines, l => l.StartsWith($"  {o} ", StringComparison.Ordinal) && l.Contains("meets it first", StringComparison.Ordinal)));
        Assert.StartsWith("reflection: ", json.RootElement.GetProperty("class").GetString());
        Assert.InRange(json.RootElement.GetProperty("hops_saved").GetDouble(), 0.99, 1);
        Says(process.Lines, "the attack is taken for reflection: ");
        Says(process.Lines, "byte-hops saved: 100.0 % of what all operators together could");
        foreach (var log in Directory.EnumerateFiles(Path.Combine(data.Path, "logs")))
            Assert.DoesNotContain("accepted", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [SharedDataFact("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")]
    public async Task Real_attack_is_played_on_the_real_Internet()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, SharedData.Find(".")!, ["--once"]);

        Assert.True(await process.Exit() == 0, string.Join('\n', process.Lines));

        Shows(process.Lines);
        Says(process.Lines, "Internet: 61,411 ASes, 287,216 links, 701,378 prefixes (toposcope-201806.as-rel.txt.gz, asmap-20251204-ipv4.tsv.gz, asmap-20251204-ipv6.tsv.gz)");
        Says(process.Lines, "attack: amp.UDP.snmp.src161, 359 Mbit/s of protocol 17 from port 161, 4,276 sources");
    }

    [Fact]
    public async Task Attack_topology_and_origins_are_taken_from_files()
    {
        using var data = new TempFolder();
        var made = NearSource.Synthetic.SyntheticInternet.Generate(new() { Ases = 300, Seed = 5 });
        File.WriteAllLines(data.File("links"), made.Graph.Links.Select(l => $"{l.First}|{l.Second}|{(int)l.Relation}"));
        File.WriteAllLines(data.File("v4"), made.Origins.Announced.Where(o => o.Prefix.IsIPv4).Select(o => $"{o.Prefix}\t{o.Asn}"));
        File.WriteAllLines(data.File("v6"), made.Origins.Announced.Where(o => o.Prefix.IsIPv6).Select(o => $"{o.Prefix}\t{o.Asn}"));
        File.WriteAllLines(data.File("hosts"), made.Origins.Announced.Where(o => o.Prefix.IsIPv4).Select(o => Dots.Addressing.Prefix.Create(o.Prefix.Bits + 77, 32, v6: false).Network + "\t3"));
        using var process = QuickstartProcess.Start(data.File("data"), "--plan-only", "--attack", data.File("hosts"), "--topology", data.File("links"), "--origins", data.File("v4"), "--origins", data.File("v6"));

        Assert.True(await process.Exit() == 0, string.Join('\n', process.Lines));

        Says(process.Lines, $"Internet: 300 ASes, {made.Graph.LinkCount:#,0} links, {made.Origins.Count:#,0} prefixes (links, v4, v6)");
        Says(process.Lines, "attack: hosts, ");
        Says(process.Lines, "  op2 ");
    }

    [Theory]
    [InlineData("--topology", "1|2|-1\n1|2\n", "line 2: 2 fields")]
    [InlineData("--origins", "20.0.0.0/8\t2\n20.0.0.0\n", "line 2: ")]
    [InlineData("--attack", "20.0.0.1\n20.0.0.0/8\n", "line 2: 20.0.0.0/8 is a prefix")]
    public async Task Bad_file_is_named_with_its_line_and_ends_with_code_2(string option, string content, string said)
    {
        using var data = new TempFolder();
        File.WriteAllText(data.File("links"), option == "--topology" ? content : "1|2|-1\n");
        File.WriteAllText(data.File("origins"), option == "--origins" ? content : "20.0.0.0/8\t2\n");
        File.WriteAllText(data.File("attack"), option == "--attack" ? content : "20.0.0.1\n");
        using var process = QuickstartProcess.Start(data.File("data"), "--topology", data.File("links"), "--origins", data.File("origins"), "--attack", data.File("attack"));

        Assert.Equal(2, await process.Exit());
        Assert.Contains(process.Lines, l => l.StartsWith("run: ", StringComparison.Ordinal) && l.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--topology", "give --origins too")]
    [InlineData("--origins", "give --topology too")]
    public async Task Half_an_Internet_is_refused(string option, string said)
    {
        using var data = new TempFolder();
        File.WriteAllText(data.File("half"), "1|2|-1\n");
        using var process = QuickstartProcess.Start(data.File("data"), option, data.File("half"));

        Assert.Equal(2, await process.Exit());
        Says(process.Lines, said);
    }

    [Fact]
    public async Task Unknown_option_is_named_and_ends_with_code_2()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, "--frobnicate");

        Assert.Equal(2, await process.Exit());
        Assert.Contains(process.Lines, l => l.Contains("--frobnicate", StringComparison.Ordinal));
    }

    /// <summary>Everything the scenario is there to show, in the order it happens.</summary>
    private static void Shows(string[] lines)
    {
        var last = Ok().Match(lines[^1]);
        Assert.True(last.Success, lines[^1]);
        Assert.Equal(("7", "5", "0"), (last.Groups["asked"].Value, last.Groups["active"].Value, last.Groups["left"].Value));

        foreach (var op in Enumerable.Range(1, 8))
            Assert.Contains(lines, l => Part().IsMatch(l) && l.StartsWith($"  op{op} ", StringComparison.Ordinal));
        var help = lines.SkipWhile(l => !l.StartsWith("drops before the withdrawal", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith("  op", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, help.Count);
        Assert.All(help, l => Assert.Matches(@"^  op\d +(active|declined|intended) +\d+\.\d % ", l));

        Says(lines, "op5 revision 1, declined (policy: op5 never helps while its own customers are busy)");
        Says(lines, "op4 revision 1, accepted (waits for approval: op4's administrator looks at every order)");
        Says(lines, "op4 revision 1, active (approved by op4's administrator)");
        Assert.Contains(lines, l => Narrowed().IsMatch(l));
        Assert.Contains(lines, l => l.Contains("active (down)", StringComparison.Ordinal));

        var phases = lines.Select(l => PhaseLine().Match(l)).Where(m => m.Success).Select(m => m.Groups["phase"].Value).ToList();
        InOrder(phases, "attack begins, op1 asks for help with health ", "accepted", "op1 reports health 100", "op4's administrator approves", "op1 narrows its request to packets of ",
            "every filter is as narrow as op1 asked", "op8 is back", "op1 withdraws", "nothing is left", "op7 is back", "the account is closed");
        var health = phases.Select(p => HealthReport().Match(p)).Where(m => m.Success).Select(m => int.Parse(m.Groups["health"].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(health.Order(), health);

        var usage = lines.SkipWhile(l => l != "usage, from the ledger").Skip(2).TakeWhile(l => l.StartsWith("  op", StringComparison.Ordinal))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(w => w[0]);
        Assert.Equal(["op2", "op3", "op4", "op5", "op6", "op7", "op8"], usage.Keys.Order());
        Assert.All(usage.Values, w => Assert.Equal("op1", w[1]));
        foreach (var helper in (string[])["op2", "op3", "op4", "op6", "op8"])
            Assert.Matches(@"^op\d op1 \d+\.\d s [1-9][\d.]* [kMGT]?bit [1-9][\d.]* [kM]?pkt [1-9][\d.]* [kMGT]?bit/s ", string.Join(' ', usage[helper]));
        Assert.Equal(["-", "-"], [usage["op5"][2], usage["op7"][2]]);
        Assert.Single(usage.Values.Select(w => string.Join(' ', w[^2..])).Distinct());
    }

    private static void Says(string[] lines, string words) =>
        Assert.True(lines.Any(l => l.Contains(words, StringComparison.Ordinal)), $"'{words}' is not among:\n{string.Join('\n', lines)}");

    private static void InOrder(List<string> phases, params string[] expected)
    {
        var at = -1;
        foreach (var phase in expected)
        {
            var next = phases.FindIndex(at + 1, p => p.StartsWith(phase, StringComparison.Ordinal));
            Assert.True(next > at, $"'{phase}' is not behind '{(at < 0 ? "the beginning" : phases[at])}' in:\n{string.Join('\n', phases)}");
            at = next;
        }
    }

    [GeneratedRegex(@"^ *\d+ ms  (?<phase>.+)$")]
    private static partial Regex PhaseLine();

    [GeneratedRegex(@"^  op\d  AS\d+ +[\d.]+/24 +[\da-f:]+/48 +customer cone [\d,]+$")]
    private static partial Regex Part();

    [GeneratedRegex(@"op2 revision \d > \d, active,")]
    private static partial Regex Narrowed();

    [GeneratedRegex(@"^op1 reports health (?<health>\d+)$")]
    private static partial Regex HealthReport();

    [GeneratedRegex(@"^scenario: ok asked=(?<asked>\d+) active=(?<active>\d+) reach=\d+\.\d removed=\d+\.\d residue_bps=\d+ first_active_ms=\d+ all_active_ms=\d+ left=(?<left>\d+)$")]
    private static partial Regex Ok();
}

/// <summary>With nobody to help, a scenario must not look well.</summary>
public sealed class BreakTests
{
    [Theory]
    [InlineData("all-decline", "declined")]
    [InlineData("all-down", "intended")]
    [InlineData("silent", "accepted")]
    [InlineData("all-decline", "declined", "--ipv6")]
    public async Task Scenario_without_help_ends_failed(string @break, string state, params string[] options)
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, ["--once", "--break", @break, .. options]);

        Assert.Equal(1, await process.Exit());
        Assert.StartsWith("scenario: failed residue_bps=", process.Lines[^1], StringComparison.Ordinal);
        Assert.Contains($"op2 {state}", process.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unfinished_scenario_is_withdrawn_by_the_next()
    {
        using var data = new TempFolder();
        using (var silent = QuickstartProcess.Start(data.Path, "--once", "--break", "silent"))
            Assert.Equal(1, await silent.Exit());

        using var next = QuickstartProcess.Start(data.Path, "--once");

        Assert.True(await next.Exit() == 0, string.Join('\n', next.Lines));
        Assert.EndsWith("left=0", next.Lines[^1], StringComparison.Ordinal);
    }
}

/// <summary>./run without --once goes on serving.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task Serves_after_the_scenario_until_it_is_told_to_end()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{process.PortBase}") };
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!process.Lines.Contains("serving until Ctrl-C"))
            await pause.WaitForNextTickAsync(patience.Token);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync("healthz", patience.Token)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync("readyz", patience.Token)).StatusCode);
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
        Assert.Equal(0, await process.Exit());
    }
}
