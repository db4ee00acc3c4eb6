using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grains.Operators;
using Microsoft.Extensions.Logging;

namespace Grains.Sightings;

/// <summary>
/// Asks a round's operators, some at once, and waits for it to be over. Called outside any turn. One that does not take the question holds its place for a quarter of
/// the round at most, or for the second that a first connection over distance may take, and is asked last in the next rounds, so that silent controllers do not keep
/// the others from being asked. Each asker has a budget of rounds, since each of them costs every operator a look.
/// </summary>
public sealed partial class SightingRounds(IControllerLink link, SightingOptions options, OperatorTimes times, TimeProvider time, ILogger<SightingRounds> log)
{
    private static readonly TimeSpan ShortestPlace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskedLastFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _unreached = new(StringComparer.Ordinal);
    private readonly TimeSpan _place = options.Deadline / 4 > ShortestPlace ? options.Deadline / 4 : ShortestPlace;
    private readonly SightingBudget _budget = new(time);

    public SightingOptions Options => options;

    /// <summary>Whether operators may be asked for this asker now; counts as a round.</summary>
    public bool TryBegin(string asker)
    {
        if (_budget.TrySpend(asker))
            return true;
        Trace.Sightings.Add(1, new KeyValuePair<string, object?>("outcome", "over-budget"));
        LogOverBudget(log, asker);
        return false;
    }

    /// <summary>Ends when the round is over, at its deadline at the latest. Does not throw for anything that the network or a controller does.</summary>
    public async Task Ask(SightingRound round, ImmutableArray<OperatorProfile> operators)
    {
        using var span = Trace.Start("sightings.ask", ("operators", operators.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var started = time.GetTimestamp();
        var left = round.Question.Deadline - time.GetUtcNow();
        using var end = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        try
        {
            await Parallel.ForEachAsync(
                InOrder(operators), new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = end.Token }, (to, ended) => AskOne(round, to, ended));
            await round.Over.WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The plan does not wait any longer.
        }

        var said = round.Sightings;
        var answered = said.Count(s => s.Answered);
        Trace.Sightings.Add(answered, new KeyValuePair<string, object?>("outcome", "answered"));
        Trace.Sightings.Add(said.Length - answered, new KeyValuePair<string, object?>("outcome", "silent"));
        LogOver(log, round.Question.Id.Mitigation, said.Length, answered, said.Count(s => s.Seen), (int)time.GetElapsedTime(started).TotalMilliseconds);
    }

    private OperatorProfile[] InOrder(ImmutableArray<OperatorProfile> operators) => [.. operators.OrderBy(o => WasUnreached(o.Member))];

    private bool WasUnreached(string @operator) => _unreached.TryGetValue(@operator, out var at) && at > time.GetUtcNow() - AskedLastFor;

    private async ValueTask AskOne(SightingRound round, OperatorProfile to, CancellationToken ended)
    {
        DeliveryOutcome outcome;
        var late = false;
        var known = WasUnreached(to.Member);
        try
        {
            using var place = new CancellationTokenSource(_place, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(place.Token, ended);
            outcome = await link.AskSighting(to, round.Question, times.Deadline, either.Token);
            late = place.IsCancellationRequested;
        }
        catch (Exception failure)
        {
            // A link answers outcomes for all that networks do; this is a bug, and the others must be asked all the same.
            LogBroken(log, to.Member, failure);
            outcome = DeliveryOutcome.Failed(failure.Message, permanent: true);
        }

        if (outcome.Delivered)
        {
            _unreached.TryRemove(to.Member, out _);
            return;
        }

        // A refusal came at once: it cost nobody anything.
        if (!outcome.Permanent)
            _unreached[to.Member] = time.GetUtcNow();

        // Far away, it may have the question all the same. Who was like that a moment ago is not waited for again.
        if (!late || known)
            round.DoNotAwait(to.Member);
        LogNotAsked(log, to.Member, outcome.Failure!);
    }

    [LoggerMessage(2501, LogLevel.Information, "{Mitigation}: {Asked} operators were asked what they see, {Answered} answered in time, {Seeing} see the attack; {Milliseconds} ms", EventName = "Sightings.Over")]
    private static partial void LogOver(ILogger log, Mitigations.MitigationKey mitigation, int asked, int answered, int seeing, int milliseconds);

    [LoggerMessage(2502, LogLevel.Debug, "{Operator} did not take the question what it sees: {Failure}; the plan goes on without", EventName = "Sightings.NotAsked")]
    private static partial void LogNotAsked(ILogger log, string @operator, string failure);

    [LoggerMessage(2504, LogLevel.Debug, "{Asker} has asked for help so often that operators are not asked again what they see; it is planned with what is known", EventName = "Sightings.OverBudget")]
    private static partial void LogOverBudget(ILogger log, string asker);

    [LoggerMessage(2503, LogLevel.Error, "{Operator} could not be asked what it sees because of a failure inside this program; report this", EventName = "Sightings.Broken")]
    private static partial void LogBroken(ILogger log, string @operator, Exception failure);
}
