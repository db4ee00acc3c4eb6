using System.Net.Sockets;
using System.Text;
using Controller.Local;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Policy;
using Controller.Tests.Fakes;
using Controller.Tests.Orders;
using Dots.Mechanism;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Controller.Tests.Local;

/// <summary>Local commands over a real socket, at a book of orders with a scripted mitigator.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LocalServerTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(Given.Now);
    private readonly MemoryStore _store = new();
    private readonly ScriptedMitigator _mitigator = new();
    private readonly RecordedReports _reports = new();
    private readonly RuleQuota _quota = new();
    private PolicyDocument _policy = PolicyDocument.Parse("{}");
    private PrefixList _never = PrefixList.Empty;
    private OrderLog _log = null!;
    private OrderBook _book = null!;
    private LocalServer _server = null!;

    private string Socket => _folder.File("control.sock");

    public async Task InitializeAsync()
    {
        _log = new OrderLog(_folder.File("op2.jsonl"), _time);
        _book = new(new(_store, _mitigator, _reports, _log, _quota, _time, NullLogger<OrderBook>.Instance));
        await _book.Start(default);
        _server = Listen();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _book.DisposeAsync();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Only_the_owner_may_open_the_socket() => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));

    [Fact]
    public async Task List_shows_what_waits_what_filters_what_is_over_and_how_the_asker_fares()
    {
        _mitigator.Counters = new(12, 9600, 0, 0);
        await Order("op1:a1/op2", "a1");
        await _reports.Next(EngagementReportState.Active);
        _book.Hear(_book.OfAlert("a1")!, new() { Health = 40, AttackStatus = AttackStatus.InProcess });
        await Order("op3:a3/op2", "a3", approval: "ask the shift");
        await _book.Withdraw("op4:a4/op2", "a4", 1, default);
        await Say("stop", "op9");

        var answer = await Say("list");

        Assert.Equal(
            [
                "orchestrator: reached",
                "stopped: op9, by alice since 2026-11-20 03:00:00Z",
                "op3:a3/op2 r1 waiting; drop to 192.0.2.1/32 from 1 source(s); ends in 3600 s; waits for 'controller approve op3:a3/op2': ask the shift",
                "op1:a1/op2 r1 active; drop to 192.0.2.1/32 from 1 source(s); ends in 3600 s; dropped 12 packets, 9600 bits; asker's health 40, attack going on, 0 s ago",
                "op4:a4/op2 r1 ended; withdrawn",
            ],
            answer.Lines.ToArray());
        Assert.Equal(0, answer.Exit);
    }

    [Fact]
    public async Task List_of_nothing_says_so() => Assert.Equal(["orchestrator: reached", "no orders"], (await Say("list")).Lines.ToArray());

    [Fact]
    public async Task Approve_puts_in_place_and_says_when_there_is_nothing_to_approve()
    {
        await Order("op1:a1/op2", "a1", approval: "policy");

        Assert.Equal((0, "op1:a1/op2 approved"), Shown(await Say("approve", "op1:a1/op2")));
        await _reports.Next(EngagementReportState.Active);
        Assert.Equal((1, "op1:a1/op2: it is active: nothing of it waits for approval"), Shown(await Say("approve", "op1:a1/op2")));
        Assert.Equal((1, "op1:a9/op2: no order with this id is remembered here"), Shown(await Say("approve", "op1:a9/op2")));
    }

    [Fact]
    public async Task Approve_changes_nothing_that_policy_declines_by_now_or_that_is_stopped()
    {
        await Order("op1:a1/op2", "a1", approval: "policy");
        _policy = PolicyDocument.Parse("""{ "dry_run": true }""");
        Assert.Equal((1, "op1:a1/op2: this member's policy declines it by now: dry run: would drop traffic to 192.0.2.1/32 from 1 source(s)"), Shown(await Say("approve", "op1:a1/op2")));
        _policy = PolicyDocument.Parse("{}");
        _never = PrefixList.Parse("192.0.2.1");
        Assert.Equal((1, "op1:a1/op2: this member's policy declines it by now: target 192.0.2.1/32 overlaps what is never filtered here"), Shown(await Say("approve", "op1:a1/op2")));
        _never = PrefixList.Empty;
        await Say("stop", "op1");

        Assert.Equal((1, "it is stopped by alice since 2026-11-20 03:00:00Z (op1): 'controller resume op1' first"), Shown(await Say("approve", "op1:a1/op2")));
        Assert.Empty(_mitigator.Calls);
    }

    [Fact]
    public async Task Decline_takes_a_code_and_words()
    {
        await Order("op1:a1/op2", "a1");
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal((2, "expected one of legal, policy, capacity, unverified, unsupported as the reason, then any words; found whim"), Shown(await Say("decline", "op1:a1/op2", "whim")));
        Assert.Equal((0, "op1:a1/op2 declined: legal; later revisions of it are declined alike"), Shown(await Say("decline", "op1:a1/op2", "legal", "court", "order")));

        var declined = await _reports.Next(EngagementReportState.Declined);
        Assert.Equal((DeclineCode.Legal, "court order (declined by alice)"), (declined.Order.Decline, declined.Order.Reason));
    }

    [Fact]
    public async Task Stop_and_resume_say_what_they_did()
    {
        await Order("op1:a1/op2", "a1");
        await _reports.Next(EngagementReportState.Active);

        Assert.Equal((0, "all stopped: 1 orders ended; new ones are declined until 'controller resume all'"), Shown(await Say("stop", "all")));
        Assert.Empty(_mitigator.InPlace);
        Assert.Equal((1, "op1 is not stopped; stopped: all"), Shown(await Say("resume", "op1")));
        Assert.Equal((0, "all resumed; what was declined meanwhile may be ordered again"), Shown(await Say("resume", "all")));
        Assert.Equal((1, "op1 is not stopped; stopped: nothing"), Shown(await Say("resume", "op1")));
        Assert.Equal(1, (await Say("stop", "op1:a9/op2")).Exit);
    }

    [Fact]
    public async Task Stop_does_not_claim_that_a_filter_is_out_which_is_not()
    {
        await Order("op1:a1/op2", "a1");
        await _reports.Next(EngagementReportState.Active);
        _mitigator.Before = (_, _) => throw new MitigatorException("no route to the device");

        var answer = Say("stop", "all");
        while ((await _mitigator.Next()) is not "withdraw op1:a1/op2 1")
        {
        }

        await _book.Settle();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((1, 2), ((await answer).Exit, (await answer).Lines.Length));
        Assert.Contains((await Say("list")).Lines, l => l.Contains("being taken out", StringComparison.Ordinal) && l.Contains("mitigator fails: no route to the device", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_told_and_not_promised()
    {
        _store.FailBefore = _ => new Storage.StoreFullException("no room");

        var (exit, line) = Shown(await Say("stop", "all"));

        Assert.Equal(1, exit);
        Assert.Contains("no room", line, StringComparison.Ordinal);
        Assert.Empty(_book.Stops);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"command":"list","words":null,"by":"alice"}""")]
    [InlineData("""{"command":"explode","words":[],"by":"alice"}""")]
    [InlineData("""{"command":"stop","words":["all","op1"],"by":"alice"}""")]
    public async Task What_is_no_command_is_bad_usage(string line)
    {
        using var socket = await Connect();
        await LocalSocket.Send(socket, Encoding.UTF8.GetBytes(line + "\n"), default);

        Assert.Equal(2, LocalMessage.Read<LocalAnswer>(await LocalSocket.ReadLine(socket, 4096, default))!.Exit);
        Assert.Empty(_book.Stops);
    }

    [Fact]
    public async Task Who_says_too_much_or_nothing_is_hung_up_on_and_others_are_served()
    {
        using var loud = await Connect();
        await LocalSocket.Send(loud, new byte[10_000], default);
        await HungUp(loud).WaitAsync(TimeSpan.FromSeconds(10));

        using var silent = await Connect();
        Assert.Equal(0, (await Say("list")).Exit);
        var hungUp = HungUp(silent);
        while (!hungUp.IsCompleted)
            _time.Advance(TimeSpan.FromSeconds(5));
        await hungUp;
    }

    [Fact]
    public async Task Socket_that_a_killed_process_left_is_replaced()
    {
        await _server.DisposeAsync();
        Assert.StartsWith("no controller is running with this data directory", (await Say("list")).Lines.Single(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Socket, "left behind");
        Assert.Equal(1, (await Say("list")).Exit);

        _server = Listen();

        Assert.Equal(0, (await Say("list")).Exit);
    }

    [Fact]
    public void Path_that_the_system_does_not_take_is_told_and_keeps_no_controller_from_starting()
    {
        var log = new RecordedLog<LocalServer>();

        Assert.Null(LocalServer.Start(_folder.File(new string('x', 200)), Commands(), _time, log));

        Assert.Contains("too long", log.Entries.Single().Text, StringComparison.Ordinal);
    }

    /// <summary>Ends when the other side has closed, whether or not it had read everything.</summary>
    private static async Task HungUp(Socket socket)
    {
        try
        {
            Assert.Null(await LocalSocket.ReadLine(socket, 4096, default));
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private LocalServer Listen() => LocalServer.Start(Socket, Commands(), _time, NullLogger<LocalServer>.Instance)!;

    private LocalCommands Commands()
    {
        var policy = new OrderPolicy(
            () => _policy, () => new(PrefixList.Parse("192.0.2.0/24")), () => _never, [MitigationAction.Mitigation], 1000, _quota, _time);
        return new(_book, policy.Judge, () => "reached", _time, NullLogger<LocalCommands>.Instance) 
        {
            Escalate = (alert, by) => Task.FromResult((alert == "c1", $"{alert} for {by}")),
            Unregister = (reasons, _) => Task.FromResult((true, reasons)), Register = () => (false, "not cancelled"),
        };
    }

    private Task<LocalAnswer> Say(string command, params string[] words) => LocalClient.Ask(Socket, new(command, [.. words], "alice"));

    private async Task<Socket> Connect()
    {
        var socket = LocalSocket.Open();
        await socket.ConnectAsync(LocalSocket.EndPoint(Socket));
        return socket;
    }

    private Task Order(string engagement, string alert, string? approval = null) =>
        _book.Receive(new(engagement, alert, 1, Given.End), () => new Verdict.Accept(Given.Terms, approval));

    private static (int, string) Shown(LocalAnswer answer) => (answer.Exit, answer.Lines[0]);
}
