using System.Collections.Concurrent;
using System.Threading.Channels;
using Controller.Sightings;
using Controller.Signaling;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Microsoft.Extensions.Logging;
using Support;

namespace Controller.Tests.Sightings;

/// <summary>What is taken, when it is looked for, and what is told, on a clock that the test moves.</summary>
public sealed class SightingDeskTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedSource _source = new();
    private readonly RecordedLog<SightingDesk> _log = new();
    private readonly Channel<SightingReport> _sent = Channel.CreateUnbounded<SightingReport>();
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly SightingDesk _desk;

    public SightingDeskTests() => _desk = new(_source, Send, _time, _log);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Question_is_answered_by_a_report_with_its_id()
    {
        Assert.Null(_desk.Take(Question("s-7"), _time.GetUtcNow()));
        (await _source.Asked()).Answer.SetResult(new() { Seen = true, Bps = 800 });

        var report = await ScriptedOrchestrator.Next(_sent);
        Assert.Equal(("s-7", true, 800, _time.GetUtcNow()), (report.SightingId, report.Seen, report.Bps!.Value, report.SampledAt!.Value));
    }

    [Fact]
    public async Task Neighbours_beyond_those_that_bring_most_are_left_out()
    {
        _desk.Take(Question(), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetResult(new() { Seen = true, Ingress = [.. Enumerable.Range(1, 1000).Select(n => new SightingIngress { NeighbourAsn = (uint)n, Bps = n })] });

        Assert.Equal(Enumerable.Range(937, 64).Reverse().Select(n => (uint)n), (await ScriptedOrchestrator.Next(_sent)).Ingress.Select(i => i.NeighbourAsn));
    }

    [Fact]
    public async Task Source_that_cannot_tell_makes_no_report_and_is_said_in_the_log()
    {
        _desk.Take(Question("s-1"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetException(new SightingException("the collector is down"));
        _desk.Take(Question("s-2"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetResult(new() { Seen = false });

        Assert.Equal("s-2", (await ScriptedOrchestrator.Next(_sent)).SightingId);
        await Logged("the collector is down");
    }

    [Fact]
    public async Task Source_with_a_bug_does_not_end_the_desk()
    {
        _desk.Take(Question("s-1"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetException(new InvalidOperationException("a bug"));
        _desk.Take(Question("s-2"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetResult(new() { Seen = false });

        Assert.Equal("s-2", (await ScriptedOrchestrator.Next(_sent)).SightingId);
    }

    [Fact]
    public async Task Looking_ends_at_the_deadline()
    {
        _desk.Take(Question(seconds: 5), _time.GetUtcNow());
        var asked = await _source.Asked();

        Assert.Equal(TimeSpan.FromSeconds(5), asked.Within);
        _time.Advance(TimeSpan.FromSeconds(5));
        await asked.Cancelled.Task.WaitAsync(Given.Enough);
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(-2)]
    [InlineData(2)]
    [InlineData(40)]
    public async Task Deadline_counts_from_the_senders_clock_when_it_is_off(int seconds)
    {
        var theirs = _time.GetUtcNow().AddSeconds(seconds);

        Assert.Null(_desk.Take(Question() with { Deadline = theirs.AddSeconds(3) }, theirs));

        Assert.Equal(TimeSpan.FromSeconds(3), (await _source.Asked()).Within);
    }

    [Fact]
    public async Task Date_that_is_cut_to_the_second_is_no_skew()
    {
        _time.Advance(TimeSpan.FromMilliseconds(900));

        Assert.Null(_desk.Take(Question(seconds: 3), _time.GetUtcNow().AddMilliseconds(-900)));

        Assert.Equal(TimeSpan.FromSeconds(3), (await _source.Asked()).Within);
    }

    [Fact]
    public void Deadline_that_has_passed_is_refused() =>
        Assert.Equal((500, 0), _desk.Take(Question(seconds: 0), _time.GetUtcNow()) is { } refused ? (refused.Status, refused.ErrorReason!.Value) : default);

    [Theory]
    [InlineData("192.0.0.0/16")]
    [InlineData("0.0.0.0/0")]
    [InlineData("2001:db8::/32")]
    public void Question_about_more_than_anybody_may_protect_is_refused(string destination) =>
        Assert.Equal(403, _desk.Take(Question() with { Destinations = [Prefix.Parse("192.0.2.1/32"), Prefix.Parse(destination)] }, _time.GetUtcNow())?.Status);

    [Fact]
    public void Question_with_endless_lists_is_refused()
    {
        var ports = Enumerable.Range(0, 257).Select(n => new PortRange((ushort)n, (ushort)n));

        Assert.Equal(500, _desk.Take(Question() with { SourcePorts = [.. ports] }, _time.GetUtcNow())?.Status);
        Assert.Equal(500, _desk.Take(Question() with { Destinations = [.. Enumerable.Repeat(Prefix.Parse("192.0.2.1/32"), 257)] }, _time.GetUtcNow())?.Status);
    }

    [Fact]
    public async Task Question_that_comes_again_is_looked_for_once()
    {
        Assert.Null(_desk.Take(Question("s-1"), _time.GetUtcNow()));
        Assert.Null(_desk.Take(Question("s-1"), _time.GetUtcNow()));
        (await _source.Asked()).Answer.SetResult(new() { Seen = true });
        await ScriptedOrchestrator.Next(_sent);

        await _desk.DisposeAsync();
        Assert.Equal(1, _source.Count);
    }

    [Fact]
    public async Task Four_are_looked_for_at_once_and_the_rest_waits_its_turn()
    {
        foreach (var n in Enumerable.Range(0, 6))
            Assert.Null(_desk.Take(Question($"s-{n}", seconds: 30), _time.GetUtcNow()));
        var running = new List<ScriptedSource.Call>();
        for (var n = 0; n < 4; n++)
            running.Add(await _source.Asked());
        Assert.Equal(4, _source.Count);

        running[0].Answer.SetResult(new() { Seen = true });
        await _source.Asked();
        Assert.Equal(5, _source.Count);
    }

    [Fact]
    public void More_questions_than_may_wait_are_told_to_come_again()
    {
        var answers = Enumerable.Range(0, 65).Select(n => _desk.Take(Question($"s-{n}", seconds: 30), _time.GetUtcNow())).ToArray();

        Assert.All(answers[..64], Assert.Null);
        Assert.Equal((503, TimeSpan.FromSeconds(1)), (answers[64]!.Status, answers[64]!.RetryAfter!.Value));
    }

    [Fact]
    public async Task Report_that_is_not_taken_is_sent_again_a_few_times()
    {
        for (var n = 0; n < 3; n++)
            _deliveries.Enqueue(new(false, false, "503 not ready", null));
        _desk.Take(Question("s-1"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetResult(new() { Seen = true });

        for (var n = 0; n < 3; n++)
            Assert.Equal("s-1", (await Advancing(_sent.Reader.ReadAsync().AsTask())).SightingId);
        await Advancing(Logged("503 not ready"));
        Assert.False(_sent.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Report_that_is_refused_for_good_is_sent_once()
    {
        _deliveries.Enqueue(new(false, true, "403 was not asked", null));
        _desk.Take(Question("s-1"), _time.GetUtcNow());
        (await _source.Asked()).Answer.SetResult(new() { Seen = true });

        await ScriptedOrchestrator.Next(_sent);
        await Advancing(Logged("403 was not asked"));
        Assert.False(_sent.Reader.TryRead(out _));
    }

    [Fact]
    public void Member_without_a_source_says_that_it_answers_none() =>
        Assert.Equal(404, new SightingDesk(null, Send, _time, _log).Take(Question(), _time.GetUtcNow())?.Status);

    private SightingRequest Question(string id = "s-1", double seconds = 2) => Given.Question() with { SightingId = id, Deadline = _time.GetUtcNow().AddSeconds(seconds) };

    private Task<Delivery> Send(SightingReport report, CancellationToken cancellation)
    {
        _sent.Writer.TryWrite(report);
        return Task.FromResult(_deliveries.TryDequeue(out var delivery) ? delivery : Delivery.Done);
    }

    private async Task<bool> Logged(string text)
    {
        await Eventually.Holds(() => _log.Entries.Any(l => l.Text.Contains(text, StringComparison.Ordinal)));
        return true;
    }

    /// <summary>Lets pauses pass until it has happened.</summary>
    private async Task<T> Advancing<T>(Task<T> happens)
    {
        var real = System.Diagnostics.Stopwatch.StartNew();
        while (!happens.IsCompleted && real.Elapsed < Given.Enough)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(happens, Task.Delay(10));
        }

        return await happens.WaitAsync(TimeSpan.Zero);
    }

    private sealed class ScriptedSource : ISightingSource
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async Task<Call> Asked() => await ScriptedOrchestrator.Next(_calls);

        public async Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _count);
            var call = new Call(within);
            _calls.Writer.TryWrite(call);
            using var cancelled = cancellation.Register(() =>
            {
                call.Cancelled.TrySetResult();
                call.Answer.TrySetCanceled(cancellation);
            });
            return await call.Answer.Task;
        }

        public sealed record Call(TimeSpan Within)
        {
            public TaskCompletionSource<SightingReport> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
