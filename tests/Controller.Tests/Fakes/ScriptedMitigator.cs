using System.Collections.Concurrent;
using System.Threading.Channels;
using Controller.Mitigators;

namespace Controller.Tests.Fakes;

/// <summary>A data plane that remembers what it was told, and fails or waits when a test says so. It outlives the controllers of a test, like a device.</summary>
internal sealed class ScriptedMitigator : IMitigator
{
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();

    /// <summary>What is in place: engagement and revision.</summary>
    public ConcurrentDictionary<string, int> InPlace { get; } = new();

    /// <summary>Every call since the start: "apply mit-9f3c/op2 1".</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Asked before a call has its effect; may wait or throw.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>Asked after a call had its effect; may wait or throw.</summary>
    public Func<string, CancellationToken, Task>? After { get; set; }

    /// <summary>What apply answers instead of putting something in place.</summary>
    public MitigatorAnswer? Declines { get; set; }

    public TrafficCounters? Counters { get; set; }

    public int? RulesFree { get; set; }

    public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation) => Call("apply", order, cancellation, () =>
    {
        if (Declines is { } declined)
            return declined;
        InPlace[order.Engagement] = order.Revision;
        return Active;
    });

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) => Call("withdraw", order, cancellation, () =>
    {
        InPlace.TryRemove(order.Engagement, out _);
        return MitigatorAnswer.Ended;
    });

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => Call("status", order, cancellation, () =>
        InPlace.TryGetValue(order.Engagement, out var revision) && revision == order.Revision ? Active : MitigatorAnswer.Ended);

    /// <summary>The next call not seen yet.</summary>
    public async Task<string> Next() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public int Count(string action) => Calls.Count(c => c.StartsWith(action + " ", StringComparison.Ordinal));

    private MitigatorAnswer Active => MitigatorAnswer.Active with { Counters = Counters, RulesFree = RulesFree };

    private async Task<MitigatorAnswer> Call(string action, MitigatorOrder order, CancellationToken cancellation, Func<MitigatorAnswer> effect)
    {
        Calls.Enqueue($"{action} {order.Engagement} {order.Revision}");
        _calls.Writer.TryWrite($"{action} {order.Engagement} {order.Revision}");
        await (Before?.Invoke(action, cancellation) ?? Task.CompletedTask);
        var answer = effect();
        await (After?.Invoke(action, cancellation) ?? Task.CompletedTask);
        return answer;
    }
}
