using System.Collections.Immutable;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Policy;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;
using Microsoft.Extensions.Logging.Abstractions;
using Simulation.Stores;
using Simulation.World;
using Storage.Shells;
using AttackSource = Dots.Mechanism.AttackSource;
using DeclineCode = Dots.Mechanism.DeclineCode;
using EngagementReport = Grains.Mitigations.EngagementReport;
using MitigationAction = Dots.Mechanism.MitigationAction;
using Order = Controller.Orders.Order;

namespace Simulation.Controllers;

/// <summary>One operator's controller: the real book of orders on a virtual disk, with a router behind it; killed and started again.</summary>
internal sealed class ControllerHost
{
    // What the controller writes for people is of no use here.
    private static readonly OrderLog Log = new("/dev/null", TimeProvider.System);

    private readonly SimulatedWorld _world;
    private readonly ControllerTraits _traits;
    private readonly ControllerDisk _disk = new();
    private readonly HashSet<(string, int)> _came = [];
    private readonly People _people;
    private readonly HashSet<string> _denied = [];
    private (Life Life, DateTimeOffset Due)? _tick;
    private OrderBook? _book;
    private OrderPolicy? _policy;
    private IMitigator? _mitigator;
    private TimeProvider? _clock;
    private Life? _life;

    public ControllerHost(SimulatedWorld world, string name, ControllerTraits traits)
    {
        (_world, Name, _traits) = (world, name, traits);
        Router = new(world, this);
        _people = new(world, this);
    }

    public string Name { get; }

    public Router Router { get; }

    /// <summary>Filter entries it gives.</summary>
    public int Rules => _traits.Rules;

    /// <summary>Filter entries it keeps for an engagement, or will when this revision has arrived that takes so many; null: nobody can tell, since it does not run.</summary>
    public int? Keeps(string engagement, int revision, int rules) => Running is not var (_, book) ? null
        : book.Held.FirstOrDefault(h => h.Engagement == engagement) is { } held ? held.Revision >= revision ? held.Rules : Math.Max(held.Rules, rules) : rules;

    /// <summary>How far its clock is ever off.</summary>
    public TimeSpan Skew => _traits.Skew;

    public bool KeepsTime => Skew <= OrderRules.Skew;

    /// <summary>Whether it does what it says, and answers.</summary>
    public bool Honest => !_traits.Lies && !_traits.Silent;

    public bool Up => _life is { Alive: true };

    /// <summary>When something last went wrong that may keep it from doing what it should.</summary>
    public DateTimeOffset LastDisturbed { get; private set; }

    public DateTimeOffset? LocalNow => _clock?.GetUtcNow();

    public void Disturbed() => LastDisturbed = _world.Scheduler.Now;

    public void Start()
    {
        if (Up)
            return;
        Disturbed();
        var life = _life = new(_world, Name, Killed);
        var offset = _traits.Skew * ((_world.Random.NextDouble() * 2) - 1);
        if (_world.Random.NextDouble() < 0.3)
            offset = offset < TimeSpan.Zero ? -_traits.Skew : _traits.Skew;
        var clock = _clock = new ProcessClock(_world, life, offset);
        var disk = _world.Seams.Disk(_disk.Open(_world, life, clock, Disturbed));
        var quota = new RuleQuota();
        var zones = PrefixList.Parse(_traits.Knows ? "192.0.2.0/24" : "203.0.113.0/24");
        var mitigator = _mitigator = _world.Seams.Mitigator(Router.Open(life));
        var policy = new PolicyDocument { RulesMax = _traits.Rules, Decline = _traits.Declines ? new(DeclineCode.Legal, "not here") : null, Orders = _traits.ByHand ? [new() { Then = PolicyAnswer.Approval }] : [] };
        _policy = new(() => policy, () => new(zones), () => PrefixList.Empty, [MitigationAction.Mitigation, MitigationAction.Flowspec], 1000, quota, clock);
        var book = _book = new(new(disk, mitigator, new Reporter(_world, this, life, clock), Log, quota, clock, NullLogger<OrderBook>.Instance) { ReportEvery = TimeSpan.FromSeconds(20) });
        _world.Note(Name, $"started, clock off by {offset.TotalSeconds:0.0} s");
        life.Go(async () =>
        {
            await book.Start(default);
            TickSoon(life, book);
            if (_traits.ByHand)
                _people.LookSoon(life, book);
        });
    }

    public void PeopleStop()
    {
        if (Running is var (life, book))
            _people.Stop(life, book);
    }

    /// <summary>The process that runs, with its book read back; null when there is none.</summary>
    public (Life Life, OrderBook Book)? Running => _life is { Alive: true } life && _book is { Ready: true } book ? (life, book) : null;

    /// <summary>Since when its people have stopped an engagement and were told so; null when they have not.</summary>
    public DateTimeOffset? StoppedSince(string engagement) => _people.StoppedSince(engagement);

    /// <summary>Whether an order may go to the router as far as approvals go.</summary>
    public bool MayApply(MitigatorOrder order, Func<int, Dots.Scopes.TrafficMatch?> ordered) => !_traits.ByHand || _people.Approved(order, ordered);

    public void Kill(string why)
    {
        _world.Count("kill.controller");
        _life?.Kill(why);
    }

    /// <summary>An order or a withdrawal arrives.</summary>
    public void Take(Grains.Operators.Order order, Action<DeliveryOutcome> reply)
    {
        if (_life is not { Alive: true } life || _book is not { Ready: true } book)
        {
            _world.Count("order.nobody-there");
            return;
        }

        if (_traits.Silent && !_world.Calm)
        {
            _world.Count("controller.silent");
            return;
        }

        _world.Stir();
        life.Go(async () =>
        {
            life.Step("receive");
            _world.Note(Name, $"{(order.Withdraw ? "withdrawal" : "order")} {order.Engagement} r{order.Revision} until {order.NotAfter:HH:mm:ss} arrives");
            _world.Checker.Handed(this, order);
            try
            {
                var (held, refusal) = order.Withdraw ? await book.Withdraw(order.Engagement, order.Alert, order.Revision, new(canceled: true)) : await Receive(book, order);
                TickSoon(life, book);
                life.Step("answer");
                if (held.Waiting is { Until: not null })
                    _world.Count("order.change-waits");
                if (refusal is null)
                    _world.Checker.Answered(this, order, held);
                _world.Count(refusal is not null ? "order.refused" : order.Withdraw ? "order.withdrawal-answered" : $"order.answered-{held.Reported}");
                reply(refusal is null ? new(Said(held), null, false) : DeliveryOutcome.Failed(refusal.Detail, permanent: true));
            }
            catch (Exception e) when (OrderBook.IsStoreFailure(e))
            {
                _world.Count("order.not-stored");
                reply(DeliveryOutcome.Failed(e.Message));
            }
        });
    }

    /// <summary>A question what it sees arrives; it answers in its own time, once, if that gets through.</summary>
    public void TakeQuestion(SightingQuestion question)
    {
        if (_life is not { Alive: true } life || _book is not { Ready: true } || (_traits.Silent && !_world.Calm))
            return;
        life.After(_world.Between(0.05, _world.Chance(0.2) ? 30 : 2), () =>
        {
            var seen = _world.Crosses(Name) != (_traits.Lies && _world.Chance(0.3));
            var answer = new SightingAnswer { Id = question.Id.ToString(), Seen = seen, Bps = seen ? _world.Random.Next(1, 5) * 1e6 : 0, Ingress = [], Sampling = 1 };
            _world.Network.Call<SightingAnswer>(life, Name, TimeSpan.FromSeconds(5), _ => _world.Orchestrator.Sighted(question.Id.Mitigation, Name, answer), _ => { });
        });
    }

    /// <summary>An order that nobody meant for this engagement arrives: only an engagement that is known can tell.</summary>
    public void TakeForeign(Grains.Operators.Order order)
    {
        if (_life is not { Alive: true } life || _book is not { Ready: true } book || book.Held.All(h => h.Engagement != order.Engagement))
            return;
        life.Go(async () =>
        {
            try
            {
                var (_, refusal) = await book.Receive(new(order.Engagement, order.Alert, order.Revision, order.NotAfter), () => new Verdict.Decline(DeclineCode.Policy, "never asked"));
                if (refusal is null)
                    _world.Checker.Violated(2, $"{Name} took a foreign order for {order.Engagement}");
                _world.Count("order.foreign-refused");
            }
            catch (Exception e) when (OrderBook.IsStoreFailure(e))
            {
                _world.Count("order.not-stored");
            }
        });
    }

    /// <summary>What it says about an order it holds.</summary>
    public OrderAnswer Says(HeldOrder held) => new(
        held.Engagement, held.Revision, Enum.Parse<EngagementState>(held.Reported.ToString()), held.Decline is { } code ? (Grains.Mitigations.DeclineCode)(int)code : null, _traits.Tells ? _policy!.RulesFree : null);

    /// <summary>What a lying controller makes of its report.</summary>
    public EngagementReport Lies(EngagementReport report)
    {
        if (!_traits.Lies || !_world.Chance(0.3))
            return report;
        _world.Count("controller.lie");
        var lie = _world.Random.Next(3) switch
        {
            0 => report with { Answer = Claims(report.Answer) },
            1 => report with { Answer = report.Answer with { Revision = report.Answer.Revision + _world.Random.Next(-1, 3) } },
            _ => report with { Totals = report.Totals * 0.1 },
        };
        if (lie.Answer.State == EngagementState.Ended && lie.Answer.Revision > report.Answer.Revision)
            _denied.Add(lie.Answer.Engagement);
        return lie;
    }

    /// <summary>Whether it said that an engagement has ended under a revision of which that is not so: nobody can know that its filter stands.</summary>
    public bool Denied(string engagement) => _denied.Contains(engagement);

    private static OrderAnswer Claims(OrderAnswer answer) => answer with { State = EngagementState.Active };

    private OrderAnswer Said(HeldOrder held)
    {
        var answer = Says(held);
        if (_traits.Lies && _world.Chance(0.3))
            answer = Claims(answer);
        _world.Checker.Said(Name, answer);
        return answer;
    }

    private async Task<(HeldOrder Held, Refusal? Refusal)> Receive(OrderBook book, Grains.Operators.Order order)
    {
        // The mechanism carries whole seconds.
        var end = DateTimeOffset.FromUnixTimeSeconds(order.NotAfter.ToUnixTimeSeconds());
        var taken = _world.Seams.Arriving(new Order(order.Engagement, order.Alert, order.Revision, end));
        var asked = new RequestedTerms(order.Match, (MitigationAction)(int)order.Action, new()
        {
            Id = order.Engagement, Revision = order.Revision, NotAfter = end, Share = order.Share, Sources = [.. order.Sources.Select(s => new AttackSource { Prefix = s })],
        });
        var repeated = !_came.Add((order.Engagement, order.Revision));
        if (repeated)
            _world.Count("order.repeated");
        var outcome = await book.Receive(taken, () => _policy!.Judge(taken, asked));
        await _world.Seams.Arrived(taken, repeated, _mitigator!);
        return outcome;
    }

    /// <summary>Ticks when the book needs it next: earlier than was planned, where something was said to it since.</summary>
    public void TickSoon(Life life, OrderBook book)
    {
        var now = _clock!.GetUtcNow();
        var pause = _world.Pace(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        foreach (var held in book.Held)
            pause = held.Phase switch
            {
                OrderPhase.Accepted or OrderPhase.Ending or OrderPhase.Active when held.Waiting is { Until: { } until } => Less(pause, More(until - now, TimeSpan.FromSeconds(1))),
                OrderPhase.Accepted or OrderPhase.Ending => Less(pause, TimeSpan.FromSeconds(1)),
                OrderPhase.Active => Less(pause, More(held.NotAfter - now, TimeSpan.FromSeconds(1))),
                _ => pause,
            };
        var due = _world.Scheduler.Now + pause;
        if (_tick is { } planned && planned.Life == life && planned.Due <= due)
            return;
        _tick = (life, due);
        life.After(pause, () => life.Go(async () =>
        {
            if (_tick != (life, due))
                return;
            _tick = null;
            await book.Tick();
            TickSoon(life, book);
        }));
    }

    private void Killed()
    {
        _world.Count("controller.killed");
        Disturbed();
        Router.CallerDied();
        _world.Scheduler.After(_world.Between(0.5, _world.Chance(0.1) ? 400 : 30), Start);
    }

    private static TimeSpan Less(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan More(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>What kind of controller one is.</summary>
/// <param name="Skew">How far its clock may be off, either way.</param>
/// <param name="Declines">Whether it declines everything.</param>
/// <param name="Knows">Whether the targets are among the prefixes it knows.</param>
/// <param name="Lies">Whether some of its messages say what is not so.</param>
/// <param name="Rules">Filter entries it gives.</param>
/// <param name="Silent">Whether it takes messages and never answers, until the faults stop.</param>
/// <param name="ByHand">Whether its people approve each order.</param>
/// <param name="Tells">Whether it says with each answer how many entries it has left.</param>
internal sealed record ControllerTraits(TimeSpan Skew, bool Declines, bool Knows, bool Lies, int Rules, bool Silent, bool ByHand, bool Tells);
