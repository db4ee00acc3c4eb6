using Quickstart.Scenario;
using Support;

namespace Quickstart.Tests.Scenario;

/// <summary>Reading a controller's own log while it grows.</summary>
public sealed class ControllerLogTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ControllerLog _log;

    public ControllerLogTests() => _log = new ControllerLog(Path.Combine(_folder.Path, "op4.jsonl"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Log_that_does_not_exist_yet_says_nothing()
    {
        Assert.Null(_log.Of("e"));
        Assert.Empty(_log.Left);
    }

    [Fact]
    public void Newer_lines_are_read_on()
    {
        Write(Line("received", 1, null, false) + Line("accepted", 1, "accepted", true) + Line("active", 1, "active", true, second: 5));
        Assert.Equal(("active", 1, 0, true), Said());

        Write(Line("received", 2, "active", true) + Line("superseded", 1, null, true) + Line("active", 2, "active", true, second: 9));
        Assert.Equal(("active", 2, 1, true), Said());
        Assert.Equal(5, _log.Of("e")!.ActiveAt!.Value.Second);

        Write(Line("ended", 3, "ended", false));
        Assert.Equal(("ended", 3, 2, false), Said());
    }

    [Fact]
    public void Line_without_an_end_is_read_when_it_is_whole()
    {
        var line = Line("active", 1, "active", true);
        Write(line[..20]);
        Assert.Null(_log.Of("e"));

        Write(line[20..]);

        Assert.Equal("e", Assert.Single(_log.Left));
    }

    [Fact]
    public void Order_waits_until_it_is_approved_and_the_log_says_by_whom()
    {
        Write(Line("received", 1, null, false) + Line("waiting", 1, "accepted", false, "everybody looks"));
        Assert.True(_log.Of("e") is { Waits: true, Reason: "everybody looks", Approval: null });

        Write(Line("read-back", 1, "accepted", false));
        Assert.True(_log.Of("e") is { Waits: true, Reason: "everybody looks" });

        Write(Line("approved", 1, "accepted", true, "by somebody") + Line("active", 1, "active", true));
        Assert.True(_log.Of("e") is { Waits: false, Approval: "by somebody", State: "active" });
    }

    [Fact]
    public void Reason_of_a_decline_outlives_lines_that_do_not_repeat_it()
    {
        Write(Line("declined", 1, "declined", false, "policy: no") + Line("received", 2, "declined", false));
        Assert.Equal("policy: no", _log.Of("e")!.Reason);

        Write(Line("active", 2, "active", true));
        Assert.Null(_log.Of("e")!.Reason);
    }

    private (string?, int, int, bool) Said() => _log.Of("e") is { } e ? (e.State, e.Revision, e.Before, e.Held) : default;

    private void Write(string text) => File.AppendAllText(Path.Combine(_folder.Path, "op4.jsonl"), text);

    private static string Line(string what, int revision, string? state, bool held, string? reason = null, int second = 0) =>
        $$"""{"at":"2026-11-20T03:00:0{{second}}Z","event":"{{what}}","engagement":"e","revision":{{revision}},{{(state is null ? "" : $"\"state\":\"{state}\",")}}"held":{{(held ? "true" : "false")}}{{(reason is null ? "" : $",\"reason\":\"{reason}\"")}}}""" + "\n";
}
