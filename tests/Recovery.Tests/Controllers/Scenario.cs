using System.Security.Cryptography;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Recovery.Tests.Processes;
using Xunit.Abstractions;

namespace Recovery.Tests.Controllers;

/// <summary>The life of one order at a real controller with a mitigator command, by an orchestrator that repeats what was not answered and nothing else.</summary>
internal sealed class Scenario(ControllerWorld world, ITestOutputHelper output)
{
    /// <summary>Points that no span has: the process is killed from outside.</summary>
    public const string Answered = "the order was answered";

    public const string Applied = "the mitigator has applied and not answered";
    public const string TakenOut = "the mitigator has withdrawn and not answered";

    private static readonly TimeSpan Loose = TimeSpan.FromSeconds(15);

    private readonly string _alert = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private readonly DateTimeOffset _end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600);
    private bool _measured;

    private string Engagement => $"op1:{_alert}/op2";

    /// <summary>Plays it once, with a death at a point; without one when it is null.</summary>
    public static async Task Play(ControllerWorld world, string? crashAt, ITestOutputHelper output)
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
        world.Process.Deaths.Clear();
        world.Mitigator.Forget();
        if (crashAt == Applied)
            world.Mitigator.KillControllerAfter("apply");
        else if (crashAt == TakenOut)
            world.Mitigator.KillControllerAfter("withdraw");
        else if (crashAt?.Contains(':', StringComparison.Ordinal) == true)
            world.Process.PlanDeath(crashAt);

        Assert.True((await Order()).State is EngagementReportState.Accepted or EngagementReportState.Active);
        if (crashAt == Answered)
            world.Process.Kill();
        await Milestone("the orchestrator knows that it filters", () => world.Orchestrator.Reports.Any(r => r.Id == Engagement && r is { State: EngagementReportState.Active, Revision: 1 }));
        Assert.True(world.Mitigator.InPlace);

        await Wait.Until("a withdrawal that was carried out", Withdraw, w => w.State == EngagementReportState.Ended);
        await Milestone("nothing is in place", () => !world.Mitigator.InPlace);
        if (crashAt is not null)
            await Wait.Until("the death that was planned", () => !world.Process.Deaths.IsEmpty);
        await world.Process.Ready();
        Assert.Equal(crashAt is null ? [] : [Child.Killed], world.Process.Deaths);

        // What has ended is not revived by the order that comes late.
        var late = await Order();
        Assert.Equal((2, EngagementReportState.Ended), (late.Revision, late.State));
        Assert.Equal(["apply 1", "withdraw"], world.Mitigator.Acts);
        Assert.False(world.HoldsByItsOwnLog(Engagement));
    }

    private async Task Milestone(string what, Func<bool> reached)
    {
        await Wait.Until(what, reached);
        var at = TimeProvider.System.GetTimestamp();
        if (world.Process.Deaths.IsEmpty || _measured)
            return;
        _measured = true;

        // It goes on with its orders before it calls itself ready.
        var took = world.Process.ReadyAt is { } ready && at > ready ? TimeProvider.System.GetElapsedTime(ready, at) : TimeSpan.Zero;
        output.WriteLine($"{what}: {took.TotalMilliseconds:0} ms after the restart");
        Assert.True(took < Loose, $"{what}: only {took.TotalSeconds:0.0} s after the restart");
    }

    private Task<EngagementReport> Order() => Said(() => world.Client.Request(
        new MitigationRequest
        {
            AlertId = _alert, SenderId = world.Members.SenderId("orchestrator"), Lifetime = TimeSpan.FromHours(1),
            Header = new PacketHeader { Targets = ["192.0.2.1"], Protocols = [17], SourcePorts = [new(161, 161)] },
            Extension = new MitigationRequestExtension { Engagement = new EngagementOrder { Id = Engagement, Revision = 1, NotAfter = _end } },
        },
        CancellationToken.None));

    private Task<EngagementReport> Withdraw() => Said(() => world.Client.Terminate(
        new MitigationTerminationRequest
        {
            AlertId = _alert, SenderId = world.Members.SenderId("orchestrator"),
            Extension = new MitigationTerminationExtension { Engagement = new EngagementOrder { Id = Engagement, Revision = 2, NotAfter = _end } },
        },
        CancellationToken.None));

    private static async Task<EngagementReport> Said(Func<Task<SendResult<MitigationStatusUpdates>>> send) =>
        (await Members.Answered("the orchestrator", send)).Extension!.Engagement!;
}
