using System.Collections.Immutable;
using Controller.Mitigators;
using Dots.Scopes;
using Grains.Mitigations;
using Simulation.World;
using Storage;
using Storage.Shells;
using Order = Controller.Orders.Order;

namespace Simulation.Tests.Defects;

/// <summary>Property 1: the filter asked for is wider than the request.</summary>
internal sealed class WidensTheMatch : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Planned ? after : Each(after, e =>
        e with { Assignment = e.Assignment with { Match = new TrafficMatch { Destinations = e.Assignment.Match.Destinations } } });
}

/// <summary>Property 1: filters for the last target stay until those for the next are planned.</summary>
internal sealed class KeepsTheLastTarget : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Rescoped ? after : after with { Engagements = before.Engagements };
}

/// <summary>Property 5: an order that was sent counts as carried out.</summary>
internal sealed class ClaimsActiveOnSend : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Planned ? after : Each(after, e =>
        e.State == EngagementState.Intended ? e with { State = EngagementState.Active } : e);
}

/// <summary>Property 3: whoever is being withdrawn when the asker refreshes is taken for withdrawn.</summary>
internal sealed class DropsWithdrawalsOnRefresh : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Refreshed ? after : Each(after, e =>
        e.State == EngagementState.Withdrawing ? e with { State = EngagementState.Ended } : e);
}

/// <summary>Property 3: whom a newer plan leaves out is forgotten.</summary>
internal sealed class ForgetsWhoIsLeftOut : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Planned plan ? after : after with
    {
        Engagements = after.Engagements.RemoveRange(after.Engagements.Keys.Where(o => !plan.Assignments.ContainsKey(o))),
    };
}

/// <summary>Property 3: whom a plan for everybody anew leaves out is forgotten.</summary>
internal sealed class ForgetsWhoIsLeftOutAnew : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Replanned plan ? after : after with
    {
        Engagements = after.Engagements.RemoveRange(after.Engagements.Keys.Where(o => !plan.Assignments.ContainsKey(o))),
    };
}

/// <summary>Property 1: other terms of a plan anew are wider than the request.</summary>
internal sealed class WidensTheMatchAnew : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is not MitigationEvent.Replanned ? after : Each(after, e =>
        e with { Assignment = e.Assignment with { Match = new TrafficMatch { Destinations = e.Assignment.Match.Destinations } } });
}

/// <summary>Property 3: an operator that may not help any more keeps what it was asked.</summary>
internal sealed class KeepsWhoIsBarred : DefectiveRules
{
    protected override Mitigation After(Mitigation before, Mitigation after, MitigationEvent happened) => happened is MitigationEvent.Dismissed ? before : after;
}

/// <summary>Property 4: an alert that has ended is taken for a new one.</summary>
internal sealed class RevivesWhatHasEnded : DefectiveRules
{
    protected override Mitigation Known(Mitigation state, MitigationCommand command) =>
        command is MitigationCommand.Ask && state.Phase == MitigationPhase.Closed ? Mitigation.None : state;
}

/// <summary>Property 4: a request is acknowledged before it is written; the write comes with the next one.</summary>
internal sealed class AcknowledgesBeforeTheWrite : Seams
{
    public override IStateStore<Mitigation, MitigationEvent> Store(IStateStore<Mitigation, MitigationEvent> real) => new Behind(real);

    private sealed class Behind(IStateStore<Mitigation, MitigationEvent> real) : IStateStore<Mitigation, MitigationEvent>
    {
        private (Mitigation State, ImmutableArray<MitigationEvent> Events)? _waiting;

        public ValueTask<Mitigation?> Read() => real.Read();

        public async ValueTask Write(Mitigation state, ImmutableArray<MitigationEvent> events)
        {
            var waiting = _waiting;
            _waiting = (state, events);
            if (waiting is { } before)
                await real.Write(before.State, before.Events);
        }
    }
}

/// <summary>Property 2: a repeated order is carried out again.</summary>
internal sealed class AppliesDuplicatesAgain : Seams
{
    private readonly Dictionary<string, MitigatorOrder> _last = new(StringComparer.Ordinal);

    public override IMitigator Mitigator(IMitigator real) => new Remembering(real, _last);

    public override async Task Arrived(Order order, bool repeated, IMitigator mitigator)
    {
        if (repeated && _last.TryGetValue(order.Engagement, out var last))
            await mitigator.Apply(last, CancellationToken.None);
    }

    private sealed class Remembering(IMitigator real, Dictionary<string, MitigatorOrder> last) : IMitigator
    {
        public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation)
        {
            last[order.Engagement] = order;
            return real.Apply(order, cancellation);
        }

        public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) => real.Withdraw(order, cancellation);

        public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => real.Status(order, cancellation);
    }
}

/// <summary>Property 2: after a restart the mitigator is told again without having been asked.</summary>
internal sealed class NeverAsksTheMitigator : Seams
{
    public override IMitigator Mitigator(IMitigator real) => new Deaf(real);

    private sealed class Deaf(IMitigator real) : IMitigator
    {
        public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation) => real.Apply(order, cancellation);

        public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) => real.Withdraw(order, cancellation);

        public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => Task.FromResult(MitigatorAnswer.Ended);
    }
}

/// <summary>Property 2: what has ended is forgotten with its highest revision, so that a late order is new.</summary>
internal sealed class ForgetsWhatHasEnded : Seams
{
    public override IDocumentStore Disk(IDocumentStore real) => new Forgetful(real);

    private sealed class Forgetful(IDocumentStore real) : IDocumentStore
    {
        public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default) => real.Read(key, cancellation);

        public IAsyncEnumerable<Document> List(string type, string state, CancellationToken cancellation = default) => real.List(type, state, cancellation);

        public ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default) =>
            real.Write(write with { KeepUntil = write.KeepUntil is null ? null : DateTimeOffset.UnixEpoch }, priority, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => real.ActiveOfMember(member, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => real.ActiveOfOperator(@operator, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => real.ActiveOfShard(shard, cancellation);

        public IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default) => real.Ledger(type, key, cancellation);
    }
}

/// <summary>Property 2: what people stopped is not remembered by the next process.</summary>
internal sealed class ForgetsStops : Seams
{
    public override IDocumentStore Disk(IDocumentStore real) => new Careless(real);

    private sealed class Careless(IDocumentStore real) : IDocumentStore
    {
        private bool _read;

        public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default)
        {
            if (key.Type != "stops" || _read)
                return real.Read(key, cancellation);
            _read = true;
            return new((Document?)null);
        }

        public IAsyncEnumerable<Document> List(string type, string state, CancellationToken cancellation = default) => real.List(type, state, cancellation);

        public ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default) => real.Write(write, priority, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => real.ActiveOfMember(member, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => real.ActiveOfOperator(@operator, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => real.ActiveOfShard(shard, cancellation);

        public IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default) => real.Ledger(type, key, cancellation);
    }
}

/// <summary>Property 3: the controller takes an order for longer than it says.</summary>
internal sealed class IgnoresTheEnd : Seams
{
    public override Order Arriving(Order order) => order with { NotAfter = order.NotAfter.AddHours(6) };
}

/// <summary>Property 6: one order at a time, whoever it is for.</summary>
internal sealed class AsksOneAfterTheOther : Seams
{
    // One order at a time, as with a single queue for all.
    public override bool WaitsForOthers => true;
}

/// <summary>Property 6: plans go by what an operator registered, whatever others were given.</summary>
internal sealed class PlansAsIfAlone : Seams
{
    public override bool Reserves => false;
}

/// <summary>Property 6: what one operator reports is counted for another.</summary>
internal sealed class CountsForAnother : Seams
{
    public override string CountedFor(string @operator) => "op1";
}
