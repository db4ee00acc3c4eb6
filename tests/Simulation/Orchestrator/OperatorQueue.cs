using Grains.Operators;
using Simulation.Controllers;
using Simulation.World;

namespace Simulation.Orchestrator;

/// <summary>Turns of one operator's link around the real queue, as the operator's grain gives them.</summary>
internal sealed class OperatorQueue(SimulatedWorld world, OrchestratorHost owner, Life life, TimeProvider clock, ControllerHost controller)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly LoadBook _loads = new(clock);
    private OperatorStanding _standing = OperatorStanding.Fresh;
    private readonly DeliveryQueue _queue = new(clock, new Random(world.Random.Next()));
    private DateTimeOffset _pumpAt = DateTimeOffset.MaxValue;
    private int _underWay;

    public bool Busy => _underWay > 0;

    public OrderAnswer? Deliver(Order order)
    {
        var known = _queue.Add(order);
        if (known is null)
            StartWhatIsDue();
        return known;
    }

    public void Expect(string engagement, OperatorLoad load) => _loads.Set(engagement, load);

    /// <summary>What the members say it has left is what it registered with: as old as can be.</summary>
    public OperatorRoom? Reserve(string engagement, OperatorLoad load, int held, OperatorRoom? known) =>
        _loads.Reserve(engagement, load, held, known, Profile, _loads.On(_standing, Profile?.RulesSaid));

    /// <summary>It reported something of an engagement.</summary>
    public void Seen(OrderAnswer said)
    {
        _loads.Answered(said);
        Left(said.RulesFree, null);
    }

    private OperatorProfile? Profile => world.Members.Current.Profile(controller.Name);

    private void Left(int? said, string? engagement)
    {
        if (said is not { } free)
            return;
        _loads.Counted(free, _standing.RulesFree ?? Profile?.RulesSaid, engagement);
        _standing = _standing with { RulesFree = free };
    }

    private void StartWhatIsDue()
    {
        var waits = world.Seams.WaitsForOthers && owner.IsBusyWithOthers(this);
        while (!waits && _queue.Start() is { } order)
        {
            _loads.Asking(order.Engagement);
            Attempt(order);
        }


        if ((waits ? TimeSpan.FromSeconds(1) : _queue.Next()) is not { } next || clock.GetUtcNow() + next >= _pumpAt)
            return;
        var at = _pumpAt = clock.GetUtcNow() + next;
        life.After(next, () =>
        {
            if (_pumpAt != at)
                return;
            _pumpAt = DateTimeOffset.MaxValue;
            StartWhatIsDue();
        });
    }

    private void Attempt(Order order)
    {
        world.Count(order.Withdraw ? "order.withdrawal-sent" : "order.sent");
        world.Note("orchestrator", $"sends {(order.Withdraw ? "withdrawal" : "order")} {order.Engagement} r{order.Revision}");
        _underWay++;
        world.Network.Call<DeliveryOutcome>(life, controller.Name, Deadline, reply => controller.Take(order, reply), outcome => Delivered(order, outcome ?? DeliveryOutcome.Failed("no answer within 5 s")));
        if (world.Chance(world.Faults.Foreign))
        {
            world.Count("order.foreign");
            var foreign = order with { Alert = "not-of-this-engagement", Revision = order.Revision + 7 };
            world.Scheduler.After(world.Between(1, 60), () => controller.TakeForeign(foreign));
        }
    }

    private void Delivered(Order order, DeliveryOutcome outcome)
    {
        _underWay--;
        var wasOpen = _queue.OpenUntil;
        _queue.Ended(order.Engagement, order.Revision, outcome);
        if (wasOpen is null && _queue.OpenUntil is not null)
            world.Count("order.circuit-opened");
        if (outcome.Failure is not null)
            world.Count("order.undelivered");
        if (outcome.Answer is { } answer)
        {
            _loads.Answered(answer);
            Left(answer.RulesFree, answer.Engagement);
            owner.Heard(controller.Name, answer);
        }


        StartWhatIsDue();
    }
}
