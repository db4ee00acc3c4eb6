using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grains.Operators;
using Grains.Sightings;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Grains.Tests.Sightings;

/// <summary>How operators are asked and waited for, on a clock that the test moves.</summary>
public sealed class SightingRoundsTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly ScriptedLink _link = new();

    [Fact]
    public async Task Round_is_over_when_everybody_has_answered()
    {
        var round = Given.Round(_time, 2, "op2", "op3");
        _link.Takes = to =>
        {
            round.Hear(to, Given.Answer(round));
            return new(null, null, false);
        };

        await Ask(round, "op2", "op3").WaitAsync(Enough);

        Assert.All(round.Sightings, s => Assert.True(s.Answered));
    }

    [Fact]
    public async Task Round_is_over_at_the_deadline_whoever_is_silent()
    {
        var round = Given.Round(_time, 2, "op2", "op3");
        var asking = Ask(round, "op2", "op3");
        await Until(() => _link.Asked.Count == 2);
        round.Hear("op2", Given.Answer(round));
        Assert.False(asking.IsCompleted);

        await Advance(asking, 2);

        Assert.Equal([true, false], round.Sightings.Select(s => s.Answered));
    }

    [Fact]
    public async Task Nobody_waits_for_those_who_did_not_take_the_question()
    {
        var round = Given.Round(_time, 2, "op2", "op3", "op4");
        _link.Takes = to => to switch
        {
            "op2" => DeliveryOutcome.Failed("404 no sightings here", permanent: true),
            "op3" => DeliveryOutcome.Failed("connect: refused"),
            _ => throw new InvalidOperationException("a bug in the link"),
        };

        await Ask(round, "op2", "op3", "op4").WaitAsync(Enough);

        Assert.DoesNotContain(round.Sightings, s => s.Answered);
    }

    [Fact]
    public async Task Nobody_to_ask_is_a_round_that_is_over() => await Ask(Given.Round(_time, 2)).WaitAsync(Enough);

    [Fact]
    public async Task No_more_are_asked_at_once_than_may_be()
    {
        var operators = Enumerable.Range(0, 50).Select(n => $"op{n:00}").ToArray();
        var round = Given.Round(_time, 2, operators);
        _link.Holds = _ => true;

        var asking = Ask(round, 7, operators);
        await Until(() => _link.UnderWay == 7);
        _link.Release();
        await Until(() => _link.Asked.Count == 50);
        foreach (var one in operators)
            round.Hear(one, Given.Answer(round));
        await asking.WaitAsync(Enough);

        Assert.Equal(7, _link.Most);
    }

    [Fact]
    public async Task Silent_ones_give_their_place_up_so_that_the_others_are_asked()
    {
        string[] silent = ["op01", "op02", "op03", "op04"], good = ["op11", "op12"];
        var round = Given.Round(_time, 8, [.. silent, .. good]);
        _link.Holds = silent.Contains;

        var asking = Rounds(2, seconds: 8).Ask(round, Profiles([.. silent, .. good]));
        await Until(() => _link.UnderWay == 2);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Until(() => _link.Asked.Count == 4 && _link.UnderWay == 2);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Until(() => _link.Asked.Count == 6);
        foreach (var one in good)
            round.Hear(one, Given.Answer(round));

        // They may have the question all the same.
        Assert.False(asking.IsCompleted);
        await Advance(asking, 4);
    }

    [Fact]
    public async Task Who_was_silent_a_moment_ago_is_asked_and_not_waited_for()
    {
        _link.Holds = to => to == "op2";
        var rounds = Rounds();
        var first = rounds.Ask(Given.Round(_time, 2, "op2"), Profiles("op2"));
        await Until(() => _link.UnderWay == 1);
        await Advance(first, 2);

        var round = Given.Round(_time, 2, "op2", "op3");
        _link.Takes = to =>
        {
            round.Hear(to, Given.Answer(round));
            return new(null, null, false);
        };
        var second = rounds.Ask(round, Profiles("op2", "op3"));
        await Until(() => _link.Asked.Count == 3);
        await Advance(second, 1);

        Assert.Equal([false, true], round.Sightings.Select(s => s.Answered));
        Assert.True(_time.GetUtcNow() < round.Question.Deadline);
    }

    [Fact]
    public async Task Who_could_not_be_reached_is_asked_last_for_a_minute()
    {
        var rounds = Rounds(1);
        _link.Takes = to => to == "op2" ? DeliveryOutcome.Failed("connect: refused") : DeliveryOutcome.Failed("404 none here", permanent: true);
        await rounds.Ask(Given.Round(_time, 2, "op2", "op3"), Profiles("op2", "op3")).WaitAsync(Enough);

        await rounds.Ask(Given.Round(_time, 2, "op2", "op3"), Profiles("op2", "op3")).WaitAsync(Enough);
        _time.Advance(TimeSpan.FromSeconds(61));
        await rounds.Ask(Given.Round(_time, 2, "op2", "op3"), Profiles("op2", "op3")).WaitAsync(Enough);

        Assert.Equal(["op2", "op3", "op3", "op2", "op2", "op3"], _link.Asked);
    }

    [Fact]
    public async Task Answer_is_taken_from_whom_nobody_waited_for()
    {
        var round = Given.Round(_time, 2, "op2");
        _link.Takes = _ => DeliveryOutcome.Failed("timeout: no answer");
        await Ask(round, "op2").WaitAsync(Enough);

        Assert.Equal(SightingHearing.Taken, round.Hear("op2", Given.Answer(round)));
        Assert.True(round.Sightings.Single().Seen);
    }

    [Fact]
    public async Task Question_whose_deadline_has_passed_asks_nobody()
    {
        var round = Given.Round(_time, -1, "op2");

        await Ask(round, "op2").WaitAsync(Enough);

        Assert.Empty(_link.Asked);
    }

    private SightingRounds Rounds(int concurrency = 64, double seconds = 2) =>
        new(_link, SightingOptions.Default with { Concurrency = concurrency, Deadline = TimeSpan.FromSeconds(seconds) }, OperatorTimes.Default, _time, NullLogger<SightingRounds>.Instance);

    private Task Ask(SightingRound round, params string[] operators) => Rounds().Ask(round, Profiles(operators));

    private Task Ask(SightingRound round, int concurrency, string[] operators) => Rounds(concurrency).Ask(round, Profiles(operators));

    private static ImmutableArray<OperatorProfile> Profiles(params string[] operators) => [.. operators.Select(Given.Operator)];

    private async Task Advance(Task happens, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await happens.WaitAsync(Enough);
    }

    private static async Task Until(Func<bool> happened)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!happened())
        {
            Assert.True(patience.Elapsed < Enough, "it did not happen");
            await Task.Delay(5);
        }
    }

    private sealed class ScriptedLink : IControllerLink
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _underWay, _most;

        public ConcurrentQueue<string> Asked { get; } = [];

        public Func<string, DeliveryOutcome> Takes { get; set; } = _ => new(null, null, false);

        /// <summary>Who does not answer before <see cref="Release"/>.</summary>
        public Func<string, bool> Holds { get; set; } = _ => false;

        public int UnderWay => Volatile.Read(ref _underWay);

        public int Most => Volatile.Read(ref _most);

        public void Release() => _released.TrySetResult();

        public async Task<DeliveryOutcome> AskSighting(OperatorProfile to, SightingQuestion question, TimeSpan deadline, CancellationToken cancellation)
        {
            var now = Interlocked.Increment(ref _underWay);
            for (var most = Most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = Most)
            {
            }

            Asked.Enqueue(to.Member);
            try
            {
                if (Holds(to.Member))
                    await _released.Task.WaitAsync(cancellation);
                return Takes(to.Member);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return DeliveryOutcome.Failed("in time no answer");
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }

        public Task<DeliveryOutcome> Deliver(OperatorProfile to, Order order, TimeSpan deadline) => throw new NotSupportedException();

        public Task<DeliveryOutcome> Tell(OperatorProfile to, OperatorNotice notice, TimeSpan deadline) => throw new NotSupportedException();

        public Task<DeliveryOutcome> Heartbeat(OperatorProfile to, TimeSpan deadline) => throw new NotSupportedException();
    }
}
