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
            var last = Ok().Match(process.Lines[^1]);
            Assert.True(last.Success, process.Lines[^1]);
            Assert.Equal("7", last.Groups["asked"].Value);
            Assert.Equal("5", last.Groups["active"].Value);
            Assert.Equal("0", last.Groups["left"].Value);
        }
    }

    [Fact]
    public async Task Unknown_option_is_named_and_ends_with_code_2()
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, "--frobnicate");

        Assert.Equal(2, await process.Exit());
        Assert.Contains(process.Lines, l => l.Contains("--frobnicate", StringComparison.Ordinal));
    }

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
    public async Task Scenario_without_help_ends_failed(string @break, string state)
    {
        using var data = new TempFolder();
        using var process = QuickstartProcess.Start(data.Path, "--once", "--break", @break);

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
