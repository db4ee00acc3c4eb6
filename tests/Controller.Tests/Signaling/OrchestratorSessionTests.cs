using System.Threading.Channels;
using Controller.Signaling;
using Support;

namespace Controller.Tests.Signaling;

public sealed class OrchestratorSessionTests
{
    private static readonly Delivery Away = new(false, false, "connection refused", null);
    private static readonly Delivery Refused = new(false, true, "403 unknown member", null);

    private readonly ManualTime _time = new();
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>();
    private readonly RecordedLog<OrchestratorSession> _log = new();
    private readonly Queue<Delivery> _answers = new();

    [Fact]
    public async Task Registration_is_repeated_until_it_succeeds()
    {
        Assert.Equal(["register", "register", "register", "heartbeat", "heartbeat"], await Run(Away, Refused, Delivery.Done, Delivery.Done, Delivery.Done));
    }

    [Fact]
    public async Task Three_missed_heartbeats_are_a_loss_and_the_return_registers_again()
    {
        Assert.Equal(
            ["register", "heartbeat", "heartbeat", "heartbeat", "heartbeat", "register", "heartbeat"],
            await Run(Delivery.Done, Away, Away, Away, Delivery.Done, Delivery.Done, Delivery.Done));

        Assert.Equal([3311, 3313, 3314, 3311], _log.Entries.Select(e => e.Id.Id));
    }

    [Fact]
    public async Task Orchestrator_that_does_not_know_this_member_is_registered_with_again() =>
        Assert.Equal(["register", "heartbeat", "register", "heartbeat"], await Run(Delivery.Done, Refused, Delivery.Done, Delivery.Done));

    [Fact]
    public async Task Two_missed_heartbeats_are_no_loss()
    {
        await Run(Delivery.Done, Away, Away, Delivery.Done, Delivery.Done);

        Assert.Equal([3311], _log.Entries.Select(e => e.Id.Id));
    }

    [Fact]
    public async Task After_leaving_nothing_is_sent_until_the_return_which_registers_again()
    {
        using var stop = new CancellationTokenSource();
        var session = new OrchestratorSession(c => Sent("register"), c => Sent("heartbeat"), TimeSpan.FromSeconds(30), new("https://orchestrator.example/"), _time, _log);
        var run = session.Run(stop.Token);
        Assert.Equal("register", await Next());

        Assert.False((await session.Leave(_ => Task.FromResult(Away), default)).Taken);
        Assert.False(session.Left);
        Assert.Equal("heartbeat", await Next());
        Assert.True((await session.Leave(_ => Sent("cancel"), default)).Taken);
        Assert.Equal("cancel", await Next());
        for (var second = 0; second < 300; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(_sent.Reader.TryRead(out _));
        Assert.True(session.Left);
        Assert.Empty(session.NotReady());
        Assert.True(session.Return());
        Assert.False(session.Return());
        Assert.Equal("register", await Next());
        Assert.Equal("heartbeat", await Next());
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10));

        Task<Delivery> Sent(string what)
        {
            _sent.Writer.TryWrite(what);
            return Task.FromResult(Delivery.Done);
        }

        async Task<string> Next()
        {
            string? next;
            while (!_sent.Reader.TryRead(out next))
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            return next;
        }
    }

    /// <summary>Lets time pass until every answer was used, and returns what was sent.</summary>
    private async Task<string[]> Run(params Delivery[] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
        using var stop = new CancellationTokenSource();
        var session = new OrchestratorSession(c => Answer("register", c), c => Answer("heartbeat", c), TimeSpan.FromSeconds(30), new("https://orchestrator.example/"), _time, _log);
        var run = session.Run(stop.Token);

        var sent = new List<string>();
        while (sent.Count < answers.Length)
        {
            while (_sent.Reader.TryRead(out var one))
                sent.Add(one);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        return [.. sent.Take(answers.Length)];

        Task<Delivery> Answer(string name, CancellationToken cancellation)
        {
            _sent.Writer.TryWrite(name);
            return _answers.TryDequeue(out var next) ? Task.FromResult(next) : Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => Away, cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
