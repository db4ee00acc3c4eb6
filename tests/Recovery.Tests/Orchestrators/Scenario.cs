using System.Security.Cryptography;
using Dots.Mechanism;
using Recovery.Tests.Processes;
using Xunit.Abstractions;

namespace Recovery.Tests.Orchestrators;

/// <summary>
/// The life of one mitigation, from registration to the withdrawal of its last filter, by members that only know the protocol: what was not answered is sent
/// again, what was answered is counted on.
/// </summary>
internal sealed class Scenario(OrchestratorWorld world, ITestOutputHelper output)
{
    /// <summary>Points that no span has: the process is killed from outside, by who gets its message.</summary>
    public const string Asked = "the asker has its answer";

    public const string Ordered = "a controller has the order and has not answered";
    public const string Withdrawn = "a controller has the withdrawal and has not answered";
    public const string Terminated = "the asker has the answer to its termination";

    private readonly string _alert = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Much more than the 5 s that are promised, for machines that are slow; what it took is told.</summary>
    private static readonly TimeSpan Loose = TimeSpan.FromSeconds(15);

    private long _answeredAt;
    private bool _measured;

    /// <summary>Plays it once, with a death at a point; without one when it is null.</summary>
    public static async Task Play(OrchestratorWorld world, string? crashAt, ITestOutputHelper output)
    {
        try
        {
            await new Scenario(world, output).Play(crashAt);
        }
        catch
        {
            output.WriteLine(world.Process.Output);
            throw;
        }
    }

    private async Task Play(string? crashAt)
    {
        var (op1, op2, op3) = (world.Op1, world.Op2, world.Op3);
        foreach (var controller in (ScriptedController[])[op1, op2, op3])
            await controller.Forget();
        world.Process.Deaths.Clear();
        PlanDeath(crashAt);
        if (KillPoints.Registered.Contains(crashAt))
        {
            world.WriteConsortium(_alert);
            await world.Register();
        }

        await world.Answered("op1", c => c.Request(Request(), CancellationToken.None));
        _answeredAt = TimeProvider.System.GetTimestamp();
        if (crashAt == Asked)
            world.Process.Kill();
        await Milestone("both controllers have the order", () => op2.InPlace && op3.InPlace);

        op2.SayActive();
        op3.SayActive();
        await Milestone("the asker knows that both filter", () => op1.Statuses.Any(Shows("active")));

        var ended = await world.Answered("op1", c => c.Terminate(Termination(), CancellationToken.None));
        _answeredAt = TimeProvider.System.GetTimestamp();
        Assert.Equal(MitigationStatus.Done, ended.Status);
        if (crashAt == Terminated)
            world.Process.Kill();
        await Milestone("both controllers have the withdrawal", () => !op2.InPlace && !op3.InPlace);

        // The asker may lose the last status with the process; whoever asks is told.
        await Wait.Until(
            "a mitigation that nobody holds", () => world.Answered("op1", c => c.Terminate(Termination(), CancellationToken.None)), s => s.Extension?.Mitigation is { State: "closed" } && Shows("ended")(s));
        await Milestone("it is closed", () => true);

        if (crashAt is null)
            await Wait.Until("the last status at the asker", () => op1.Statuses.Any(s => s.AlertId == _alert && s.Extension?.Mitigation is { State: "closed" }));
        else
            await Wait.Until("the death that was planned", () => !world.Process.Deaths.IsEmpty);
        await world.Process.Ready();
        Assert.Equal(crashAt is null ? [] : [Child.Killed], world.Process.Deaths);
        foreach (var controller in (ScriptedController[])[op2, op3])
        {
            Assert.Empty(controller.Faults);
            Assert.Equal((Applied: 1, Changed: 0, Removed: 1), (controller.Applied, controller.Changed, controller.Removed));
        }
    }

    private void PlanDeath(string? crashAt)
    {
        if (crashAt is Ordered or Withdrawn)
            KillFromOutside(crashAt, world.Op2);
        else if (crashAt?.Contains(':', StringComparison.Ordinal) == true)
            world.Process.PlanDeath(crashAt);
    }

    private void KillFromOutside(string crashAt, ScriptedController controller)
    {
        var killed = 0;
        controller.BeforeAnswer = withdrawal =>
        {
            if (withdrawal == (crashAt == Withdrawn) && Interlocked.Exchange(ref killed, 1) == 0)
                world.Process.Kill();
        };
    }

    /// <summary>Waits for it, and tells how long after the restart it came when the process had died meanwhile.</summary>
    private async Task Milestone(string what, Func<bool> reached)
    {
        await Wait.Until(what, reached);
        var at = TimeProvider.System.GetTimestamp();
        if (world.Process.Deaths.IsEmpty || world.Process.ReadyAt is not { } ready || _measured)
            return;

        // What the asker had to ask again is the orchestrator's only from its answer on.
        _measured = true;
        var since = Math.Max(ready, _answeredAt);
        var took = at > since ? TimeProvider.System.GetElapsedTime(since, at) : TimeSpan.Zero;
        output.WriteLine($"{what}: {took.TotalMilliseconds:0} ms after the restart");
        Assert.True(took < Loose, $"{what}: only {took.TotalSeconds:0.0} s after the restart");
    }

    private Func<MitigationStatusUpdates, bool> Shows(string state) => status =>
        status.AlertId == _alert && status.Extension?.Mitigation?.Operators is { Length: 2 } all && all.All(o => o.State == state);

    private MitigationRequest Request() => new()
    {
        AlertId = _alert, SenderId = world.Members.SenderId("op1"), SenderAsn = 64501,
        Header = new PacketHeader { Targets = ["192.0.2.1"], Protocols = [17], SourcePorts = [new(161, 161)] },
        Extension = new MitigationRequestExtension { VolumeBps = 1_000_000 },
    };

    private MitigationTerminationRequest Termination() => new() { AlertId = _alert, SenderId = world.Members.SenderId("op1"), SenderAsn = 64501 };
}
