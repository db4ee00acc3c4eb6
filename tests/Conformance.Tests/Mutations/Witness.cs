using System.Collections.Concurrent;
using Controller.Mitigators;
using Dots.Addressing;

namespace Conformance.Tests.Mutations;

/// <summary>Sees every target that any order names and every filter that comes into being, and knows whose address space each may be about.</summary>
/// <param name="zones">The address space of whoever an engagement's id names first; null: nobody's.</param>
internal sealed class Witness(Func<string, PrefixSet?> zones) : IMitigator
{
    private const int Kept = 20;

    private readonly ConcurrentQueue<string> _escapes = new();
    private long _seen;

    public IReadOnlyCollection<string> Escapes => _escapes;

    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Engagements whose filters are in place.</summary>
    public ConcurrentDictionary<string, int> InPlace { get; } = new(StringComparer.Ordinal);

    public void See(string engagement, IEnumerable<Prefix> targets)
    {
        Interlocked.Increment(ref _seen);
        var asker = engagement.Split(':')[0];
        var own = zones(asker);
        var any = false;
        foreach (var target in targets)
        {
            any = true;
            if (own?.Covers(target) != true && _escapes.Count < Kept)
                _escapes.Enqueue($"{engagement}: {target} is not {asker}'s");
        }

        if (!any)
            _escapes.Enqueue($"{engagement}: no target at all, so everything");
    }

    public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation)
    {
        See(order.Engagement, order.Terms.Match.Destinations);
        InPlace[order.Engagement] = order.Revision;
        return Task.FromResult(MitigatorAnswer.Active);
    }

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation)
    {
        InPlace.TryRemove(order.Engagement, out _);
        return Task.FromResult(MitigatorAnswer.Ended);
    }

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) =>
        Task.FromResult(InPlace.TryGetValue(order.Engagement, out var revision) && revision == order.Revision ? MitigatorAnswer.Active : MitigatorAnswer.Ended);
}
