using System.Diagnostics;
using System.Net;
using Controller.Customers;
using Controller.Tests.Customers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Support;

namespace Controller.Tests.Detection;

/// <summary>Detectors as they are: a program, a page of metrics, FastNetMon's script; and the mitigations they open.</summary>
public sealed class DetectorTests : CustomerWorld
{
    private const string Rules = """{ "rules": [ { "zone": "0.0.0.0/0", "pps": 1000, "hold_s": 0, "calm_s": 1 } ] }""";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        World.Write("detection.json", Rules);
        World.Settings["Detection:File"] = World.PathOf("detection.json");
    }

    [Fact]
    public async Task Program_opens_a_mitigation_for_the_customer_that_holds_the_target_and_ends_it_after_the_calm()
    {
        Command("""{"target":"192.0.2.129","pps":PPS,"bps":8000000,"protocols":[17],"source_ports":["53"],"attack_types":["dns_amplification"]}""");
        await Start();
        World.Write("pps", "5000");

        await Until(() => Book.Held.Any(m => m.Runs));
        var opened = Book.Held.Single();
        Assert.Equal(("customer1", "detector", "command"), (opened.Customer, opened.Request!.Vendor!.Name, opened.Request.Vendor.Version));
        Assert.Equal((8_000_000, "dns_amplification"), (opened.Request.Extension!.VolumeBps!.Value, opened.Request.Info!.AttackTypes.Single()));
        await InPlace(Engagement(opened.Alert));

        World.Write("pps", "10");
        await NothingInPlace();
        Assert.Contains("all thresholds", Book.Held.Single().EndedBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_on_own_zones_is_the_operators_own_and_one_on_nobodys_is_nothing()
    {
        Command("""
            {"target":"203.0.113.9","pps":PPS}
            {"target":"198.51.100.9","pps":PPS}
            """);
        await Start();
        World.Write("pps", "5000");

        await Until(() => Book.Held.Any(m => m.Runs));
        await InPlace(OwnEngagement.Of("op2", Book.Held.Single().Alert, "op2"));
    }

    [Fact]
    public async Task Restart_goes_on_with_what_was_opened_and_opens_nothing_twice()
    {
        Command("""{"target":"192.0.2.129","pps":PPS}""");
        await Start();
        World.Write("pps", "5000");
        await Until(() => Book.Held.Any(m => m.Runs));
        var alert = Book.Held.Single().Alert;

        await Restart();

        await Customer.Fetched(s => s.AlertId == alert);
        World.Write("pps", "10");
        await NothingInPlace();
        Assert.Equal(alert, Book.Held.Single().Alert);
    }

    [Fact]
    public async Task Program_that_ends_or_writes_nonsense_is_started_again_and_dies_with_the_controller()
    {
        Script($$"""
            echo $$ >> {{World.PathOf("starts")}}
            echo nonsense
            echo '{"target":"192.0.2.129","pps":5000}'
            [ "$(wc -l < {{World.PathOf("starts")}})" -lt 2 ] && exit 3
            exec sleep 1000
            """);
        await Start();

        await Until(() => Started().Length >= 2);
        await Until(() => Book.Held.Any(m => m.Runs));
        var last = int.Parse(Started()[^1], System.Globalization.CultureInfo.InvariantCulture);
        await World.Stop(Controller);
        await Until(() => !File.Exists($"/proc/{last}/stat") || File.ReadAllText($"/proc/{last}/stat").Contains(") Z", StringComparison.Ordinal));

        string[] Started() => File.Exists(World.PathOf("starts")) ? File.ReadAllLines(World.PathOf("starts")) : [];
    }

    [Fact]
    public async Task Page_of_metrics_is_fetched_and_one_that_fails_is_fetched_again()
    {
        var answer = "nothing yet";
        var status = 500;
        await using var exporter = await Exporter(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
        (World.Settings["Detection:Scrape:Url"], World.Settings["Detection:Scrape:Seconds"]) = (exporter.Urls.Single() + "/metrics", "1");
        await Start();

        (answer, status) = ("""target_packets_per_second{target="192.0.2.129"} 5000""", 200);
        await Until(() => Book.Held.Any(m => m.Runs));
        await InPlace(Engagement(Book.Held.Single().Alert));

        answer = """target_packets_per_second{target="192.0.2.129"} 5""";
        await NothingInPlace();
    }

    [Fact]
    public async Task Page_that_redirects_or_does_not_end_is_not_believed()
    {
        var served = 0;
        await using var exporter = await Exporter(async context =>
        {
            if (Interlocked.Increment(ref served) % 2 == 0)
                context.Response.Redirect("/elsewhere");
            else
                for (var i = 0; i < 100_000 && !context.RequestAborted.IsCancellationRequested; i++)
                    await context.Response.WriteAsync(new string('#', 1000) + "\ntarget_packets_per_second{target=\"192.0.2.129\"} 5000\n");
        });
        (World.Settings["Detection:Scrape:Url"], World.Settings["Detection:Scrape:Seconds"]) = (exporter.Urls.Single() + "/metrics", "1");
        await Start();

        await Until(() => Volatile.Read(ref served) >= 4);
        Assert.Empty(Book.Held);
    }

    [Fact]
    public async Task FastNetMons_script_opens_by_ban_and_ends_by_unban_and_nothing_is_lost_while_the_controller_is_down()
    {
        Directory.CreateDirectory(World.PathOf("spool"));
        World.Settings["Detection:Notify"] = World.PathOf("spool");
        await Notify("""{"ip":"192.0.2.129","action":"ban","alert_scope":"host","attack_details":{"attack_direction":"incoming","attack_protocol":"udp","attack_type":"udp_flood","total_incoming_traffic":1000,"total_incoming_pps":77}}""");
        World.Write("spool/0-first.json", "{ not this");
        await Start();

        await Until(() => Book.Held.Any(m => m.Runs));
        var opened = Book.Held.Single();
        Assert.Equal((8000L, 77L, 17), (opened.Request!.Extension!.VolumeBps!.Value, opened.Request.CurrentThroughputs!.Pps!.Value, opened.Request.Header.Protocols.Single()));
        await InPlace(Engagement(opened.Alert));
        Assert.Empty(Directory.GetFiles(World.PathOf("spool")));

        // As the community edition calls it: arguments, and text or nothing on standard input.
        await Notify("", "192.0.2.129", "incoming", "77", "unban");
        await NothingInPlace();
        Assert.Contains("called off", Book.Held.Single().EndedBy, StringComparison.Ordinal);
    }

    private async Task Notify(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(SharedData.Root, "deploy", "fastnetmon-notify.sample"), .. arguments]) { RedirectStandardInput = true };
        start.Environment["CONTROLLER_DETECTIONS"] = World.PathOf("spool");
        using var script = Process.Start(start)!;
        await script.StandardInput.WriteAsync(input);
        script.StandardInput.Close();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
    }

    /// <summary>A program that writes these lines again and again, with what the file pps says.</summary>
    private void Command(string lines)
    {
        World.Write("pps", "10");
        World.Write("lines", lines);
        Script($$"""
            while :; do
              sed "s/PPS/$(cat {{World.PathOf("pps")}})/" {{World.PathOf("lines")}}
              echo
              sleep 0.2
            done
            """);
    }

    private void Script(string body)
    {
        World.Write("detect", "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(World.PathOf("detect"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        World.Settings["Detection:Command"] = World.PathOf("detect");
    }

    private static async Task<WebApplication> Exporter(RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var exporter = builder.Build();
        exporter.Run(serve);
        await exporter.StartAsync();
        return exporter;
    }
}
