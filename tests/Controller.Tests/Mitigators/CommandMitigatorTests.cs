using System.Text.Json;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Tests.Orders;
using Dots.Mechanism;
using Support;

namespace Controller.Tests.Mitigators;

/// <summary>Real processes: what a member's script may do, well or badly.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CommandMitigatorTests : IDisposable
{
    private static readonly MitigatorOrder Order = new(Given.Engagement, 3, Given.Alert, Given.Terms with { Engagement = Given.Besides }, Given.End.AddHours(1));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_gets_the_action_and_the_order_and_its_last_line_is_the_answer()
    {
        var mitigator = Script(
            """
            cat > "$(dirname "$0")/order"
            echo "$1" > "$(dirname "$0")/action"
            echo '{"state":"ended"}'
            echo '{"state":"active","dropped_packets":5,"dropped_bits":4000,"forwarded_packets":1,"forwarded_bits":800,"rules_free":7}'
            """);

        var answer = await mitigator.Apply(Order, default);

        Assert.Equal(new MitigatorAnswer(MitigatorState.Active, null, new(5, 4000, 1, 800), 7), answer);
        Assert.Equal("apply\n", Read("action"));
        var line = Read("order");
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        var order = JsonDocument.Parse(line).RootElement;
        Assert.Equal(("mit-9f3c/op2", 3), (order.GetProperty("engagement").GetProperty("id").GetString(), order.GetProperty("engagement").GetProperty("revision").GetInt32()));
        Assert.Equal("192.0.2.1/32", order.GetProperty("match").GetProperty("dst_ip")[0].GetString());
        Assert.Equal(("mitigation", "drop"), (order.GetProperty("action").GetString(), order.GetProperty("treatment").GetString()));
        Assert.Equal(Given.End.AddHours(1).ToUnixTimeSeconds(), order.GetProperty("not_after").GetInt64());
    }

    [Fact]
    public async Task Command_gets_the_whole_engagement_as_it_stands_on_the_wire()
    {
        await Script("""cat > "$(dirname "$0")/order"; echo '{"state":"active"}'""").Apply(Order, default);

        Assert.Equal(
            "{\"id\":\"mit-9f3c/op2\",\"revision\":3,\"not_after\":" + Given.End.AddHours(1).ToUnixTimeSeconds()
            + """
            ,"share":0.25,"sources":[{"prefix":"198.51.100.0/24","bps":8000}],"accept_list":[{"name":"monitor","source_ip":"203.0.113.5","source_port":"53"}],"drop_list":[{"source_ip":"198.18.0.0/15"}],"tunnel_information":"gre 203.0.113.9","next_hop":"203.0.113.10"}
            """,
            JsonDocument.Parse(Read("order")).RootElement.GetProperty("engagement").GetRawText());
    }

    [Fact]
    public async Task Command_gets_what_the_asker_says_of_the_attack_as_it_stands_on_the_wire()
    {
        var attack = new AttackDescription
        {
            Info = new() { AttackTypes = ["dns_amplification"], Started = Given.End, Ongoing = true, Severity = AttackSeverity.High, Direction = AttackDirection.In, Health = 40 },
            Vendor = new() { Name = "example", Version = "7", Payload = new() { Offset = 3, Content = [0, 1, 2] } },
        };

        await Script("""cat > "$(dirname "$0")/order"; echo '{"state":"active"}'""").Apply(Order with { Terms = Order.Terms with { Attack = attack } }, default);

        Assert.Equal(
            "{\"info\":{\"attack_types\":\"dns_amplification\",\"started\":" + Given.End.ToUnixTimeSeconds()
            + """
            ,"ongoing":1,"severity":3,"direction":0,"health":40},"vendor":{"name":"example","version":"7","payload":{"offset":3,"content":"AAEC"}}}
            """,
            JsonDocument.Parse(Read("order")).RootElement.GetProperty("attack").GetRawText());
    }

    [Fact]
    public async Task Order_that_was_stored_without_its_engagement_names_it_all_the_same()
    {
        await Script("""cat > "$(dirname "$0")/order"; echo '{"state":"active"}'""").Apply(Order with { Terms = Given.Terms }, default);

        var engagement = JsonDocument.Parse(Read("order")).RootElement.GetProperty("engagement");
        Assert.Equal(("mit-9f3c/op2", 3), (engagement.GetProperty("id").GetString(), engagement.GetProperty("revision").GetInt32()));
    }

    [Fact]
    public async Task Command_sees_no_settings_of_this_process()
    {
        Environment.SetEnvironmentVariable("CONTROLLER__Identity__Key", "/secret");

        await Script("""env > "$(dirname "$0")/env"; echo '{"state":"ended"}'""").Withdraw(Order, default);

        Assert.DoesNotContain("secret", Read("env"), StringComparison.Ordinal);
        Assert.Contains("PATH=", Read("env"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decline_carries_its_code() =>
        Assert.Equal(
            (MitigatorState.Declined, DeclineCode.Capacity),
            await Script("""echo '{"state":"declined","decline":"capacity"}'""").Apply(Order, default) is var a ? (a.State, a.Decline) : default);

    [Theory]
    [InlineData("echo no route >&2; exit 1", "ended with exit code 1: no route")]
    [InlineData("echo '{\"state\":\"active\"}'; exit 3", "ended with exit code 3")]
    [InlineData("true", "wrote no answer")]
    [InlineData("echo all is well", "answered what is not such a JSON line")]
    [InlineData("echo '{\"state\":\"splendid\"}'", "answered what is not such a JSON line")]
    [InlineData("echo '{}'", "answered without a state")]
    [InlineData("echo '{\"state\":\"declined\"}'", "declined without saying why")]
    [InlineData("echo null", "answered without a state")]
    [InlineData("yes", "wrote more than 65536 characters and was killed")]
    public async Task Command_that_fails_says_so_with_its_cause(string script, string cause)
    {
        var failure = await Assert.ThrowsAsync<MitigatorException>(() => Script(script).Status(Order, default));

        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_that_is_not_there_is_named()
    {
        var mitigator = new CommandMitigator(_folder.File("absent"), CommandMitigator.DefaultLimit, new RunningCommands(_folder.File("running")), TimeProvider.System);

        Assert.Contains("absent could not be started", (await Assert.ThrowsAsync<MitigatorException>(() => mitigator.Apply(Order, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_that_hangs_is_killed_with_its_children()
    {
        var time = new ManualTime();
        // The pipe tells: it is written to when the script runs, and it ends when script and child are dead.
        var pipe = _folder.File("alive");
        var mitigator = Script(
            """
            exec 3> "$(dirname "$0")/alive"
            echo started >&3
            sleep 1000 &
            wait
            """,
            time);
        await MakeFifo(pipe);

        var call = mitigator.Apply(Order, default);
        using var alive = new StreamReader(pipe);
        Assert.Equal("started", await alive.ReadLineAsync());
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("took longer than 10 s and was killed", (await Assert.ThrowsAsync<MitigatorException>(() => call)).Message, StringComparison.Ordinal);
        Assert.Null(await alive.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Cancelled_call_kills_the_command()
    {
        using var stop = new CancellationTokenSource();
        var pipe = _folder.File("alive");
        var mitigator = Script("""exec 3> "$(dirname "$0")/alive"; echo started >&3; sleep 1000""");
        await MakeFifo(pipe);

        var call = mitigator.Apply(Order, stop.Token);
        using var alive = new StreamReader(pipe);
        await alive.ReadLineAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Null(await alive.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static async Task MakeFifo(string path)
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", path);
        await mkfifo.WaitForExitAsync();
    }

    private CommandMitigator Script(string body, TimeProvider? time = null)
    {
        var path = _folder.File("mitigator.sh");
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path, CommandMitigator.DefaultLimit, new RunningCommands(_folder.File("running")), time ?? TimeProvider.System);
    }

    private string Read(string name) => File.ReadAllText(_folder.File(name));
}
