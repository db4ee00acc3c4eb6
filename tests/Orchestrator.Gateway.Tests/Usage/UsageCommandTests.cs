using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Gateway.Usage;
using Storage;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests.Usage;

/// <summary>`usage DIR`: who helped whom, from the ledger, offline (draft-nishizuka-dots-inter-domain-mechanism-02, section 6.1).</summary>
public sealed class UsageCommandTests : IAsyncLifetime
{
    private const string Header =
        "mitigation,asker,operator,from,to,seconds,dropped_packets,dropped_bits,forwarded_packets,forwarded_bits,peak_dropped_pps,peak_dropped_bps,peak_forwarded_pps,peak_forwarded_bps,asker_bps,asker_peak_bps,asker_peak_pps\r\n";

    private readonly TempFolder _folder = new();

    public async Task InitializeAsync() => await Write(
        ("op1:aa", """{"asker":"op1","operator":"op2","from":"2026-11-20T03:00:00Z","to":"2026-11-20T04:00:00.5Z","droppedPackets":10,"droppedBits":80000,"forwardedPackets":1,"forwardedBits":"NaN","peakDroppedPps":2.5,"peakDroppedBps":1e12,"peakForwardedPps":0,"peakForwardedBps":0,"askerBps":null,"askerPeakBps":9,"askerPeakPps":8}"""),
        ("op3:bb", """{"asker":"op3","operator":"op4","from":"2026-10-01T00:00:00Z","to":"2026-10-31T23:59:59Z","droppedPackets":1,"droppedBits":2,"newer":"ignored"}"""));

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void Csv_has_a_header_and_a_row_for_each_engagement_in_order_of_their_ends()
    {
        var (exit, output, _) = Usage();

        Assert.Equal(0, exit);
        Assert.Equal(
            Header
            + "op3:bb,op3,op4,2026-10-01T00:00:00.000Z,2026-10-31T23:59:59.000Z,2678399,1,2,,,,,,,,,\r\n"
            + "op1:aa,op1,op2,2026-11-20T03:00:00.000Z,2026-11-20T04:00:00.500Z,3600.5,10,80000,1,,2.5,1000000000000,0,0,,9,8\r\n",
            output);
    }

    [Fact]
    public void Json_lines_have_the_same_names_and_null_for_what_nobody_said()
    {
        var (_, output, _) = Usage("--format", "jsonl", "--member", "op2");

        Assert.Equal(
            """{"mitigation":"op1:aa","asker":"op1","operator":"op2","from":"2026-11-20T03:00:00.000Z","to":"2026-11-20T04:00:00.500Z","seconds":3600.5,"dropped_packets":10,"dropped_bits":80000,"forwarded_packets":1,"forwarded_bits":null,"peak_dropped_pps":2.5,"peak_dropped_bps":1000000000000,"peak_forwarded_pps":0,"peak_forwarded_bps":0,"asker_bps":null,"asker_peak_bps":9,"asker_peak_pps":8}""" + "\n",
            output);
    }

    [Fact]
    public void Each_record_is_in_exactly_one_of_consecutive_periods()
    {
        string[] Of(params string[] arguments) => Usage(arguments).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Select(l => l[..6]).ToArray();

        Assert.Equal(["op3:bb"], Of("--to", "2026-11-20T04:00:00.5Z"));
        Assert.Equal(["op1:aa"], Of("--from=2026-11-20T04:00:00.5Z"));
        Assert.Equal(["op3:bb"], Of("--from", "2026-10-01", "--to", "2026-11-01"));
        Assert.Empty(Of("--member", "op9"));
    }

    [Fact]
    public async Task Text_that_a_spreadsheet_would_run_is_made_harmless_and_quoted()
    {
        await Write(("op1:cc", """{"asker":"=1+1","operator":"a,\"b\"","from":"2026-12-01T00:00:00Z","to":"2026-12-01T00:00:01Z"}"""));

        Assert.Contains("op1:cc,'=1+1,\"a,\"\"b\"\"\",2026-12-01", Usage().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_that_never_filtered_has_a_record_without_a_beginning()
    {
        await Write(("op1:cc", """{"asker":"op1","operator":"op2","to":"2026-12-01T00:00:01Z","droppedPackets":0}"""));

        Assert.Contains("op1:cc,op1,op2,,2026-12-01T00:00:01.000Z,,0,", Usage().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_that_is_none_is_named_and_nothing_is_told()
    {
        await Write(("op1:cc", """{"asker":"op1"}"""));

        var (exit, output, errors) = Usage();

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("event 1 of stream mitigation/op1:cc", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Ledger_that_does_not_hold_tells_nothing()
    {
        var ledger = Directory.GetFiles(_folder.Path, "ledger-*").Single();
        var bytes = File.ReadAllBytes(ledger);
        bytes[200] ^= 1;
        File.WriteAllBytes(ledger, bytes);

        var (exit, output, errors) = Usage();

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains(ledger, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format: expected csv or jsonl; found xml", "--format", "xml")]
    [InlineData("--from: expected a time; found yesterday", "--from", "yesterday")]
    [InlineData("--to: expected a time; found nothing", "--to")]
    [InlineData("--colour: not expected", "--colour", "blue")]
    [InlineData("more: not expected", "more")]
    public void Bad_usage_is_named(string named, params string[] arguments)
    {
        var (exit, _, errors) = Usage(arguments);

        Assert.Equal(2, exit);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_directory_is_bad_usage()
    {
        using StringWriter output = new(), errors = new();
        Assert.Equal(2, UsageCommand.Run([], output, errors));
        Assert.Equal(2, UsageCommand.Run([_folder.File("absent")], output, errors));
    }

    private async Task Write(params (string Mitigation, string Content)[] records)
    {
        await using var store = await JournalStore.Open(new JournalOptions { Directory = _folder.Path }, TimeProvider.System, NullLogger.Instance);
        foreach (var (mitigation, content) in records)
            await store.Write(new DocumentWrite(new("mitigation", "life", mitigation), "x"u8.ToArray())
            {
                Events = [new(DateTimeOffset.UnixEpoch, "usage", Encoding.UTF8.GetBytes(content)), new(DateTimeOffset.UnixEpoch, "closed", "{}"u8.ToArray())],
            });
    }

    private (int Exit, string Output, string Errors) Usage(params string[] arguments)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), errors = new(CultureInfo.InvariantCulture);
        return (UsageCommand.Run([_folder.Path, .. arguments], output, errors), output.ToString(), errors.ToString());
    }
}
