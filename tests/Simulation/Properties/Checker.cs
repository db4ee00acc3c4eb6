using System.Collections.Immutable;
using Controller.Mitigators;
using Controller.Orders;
using Grains.Mitigations;
using Grains.Operators;
using Simulation.Controllers;
using Simulation.World;
using Order = Grains.Operators.Order;

namespace Simulation.Properties;

/// <summary>
/// Sees everything and asserts the properties of the design, section 3, on it. Each property has a class of its own; this one hands out what happens.
/// </summary>
internal sealed class Checker
{
    private readonly SimulatedWorld _world;
    private readonly Scope _scope;
    private readonly Acting _acting;
    private readonly Ending _ending;
    private readonly Acceptance _acceptance;
    private readonly Claims _claims;
    private readonly Barring _barring;
    private readonly Isolation _isolation;
    private readonly Sharing _sharing;

    public Checker(SimulatedWorld world)
    {
        _world = world;
        _scope = new(world);
        _acting = new(world, Received);
        _ending = new(world, Received);
        _acceptance = new(world);
        _claims = new(world);
        _barring = new(world);
        _isolation = new(world);
        _sharing = new(world);
    }

    public List<Violation> Violations { get; } = [];

    /// <summary>What every controller was sent and said of each engagement.</summary>
    public Received Received { get; } = new();

    /// <summary>When the last filter has to be gone.</summary>
    public DateTimeOffset LastEnd => _ending.LastEnd;

    public bool NothingLeft => _acceptance.AllClosed && _world.Controllers.Values.All(c => c.Router.Filters.Count == 0);

    public void Violated(int property, string what)
    {
        Violations.Add(new(property, what));
        _world.Note("property", $"{property} VIOLATED: {what}");
    }

    public void Stored(MitigationKey key, Mitigation state, ImmutableArray<MitigationEvent> events)
    {
        _scope.Stored(key, state);
        _acceptance.Stored(key, state);
        _ending.Stored(key, state, events);
        _isolation.Stored(key, state);
        _sharing.Stored(state, events);
    }

    public void Acknowledged(MitigationKey key, MitigationCommand command) => _acceptance.Acknowledged(key, command);

    public void OrchestratorStarted() => _acceptance.Survived();

    public void Handed(ControllerHost controller, Order order) => Received.Handed(controller, order);

    public void Answered(ControllerHost controller, Order order, HeldOrder held) => Received.Answered(controller, order, held, _world.Scheduler.Now);

    public void Applied(ControllerHost controller, MitigatorOrder order, Router.Filter? before)
    {
        _scope.Applied(controller, order);
        _acting.Applied(controller, order, before);
    }

    public void Told(ControllerHost controller, MitigatorOrder order) => _acting.Told(controller, order);

    public void Said(string @operator, OrderAnswer answer) => _claims.Said(@operator, answer);

    public void Reported(string @operator, EngagementReport report) => _isolation.Reported(@operator, report);

    public void Published(Mitigation state, MitigationStatus status)
    {
        _claims.Published(state, status);
        _isolation.Published(state, status);
    }

    public void FromTimeToTime()
    {
        _ending.Check();
        _acceptance.Check();
        _barring.Check();
        _isolation.Check();
    }

    public void AtTheEnd()
    {
        _acceptance.Survived();
        _ending.AtTheEnd();
    }
}

/// <param name="Property">Number in the design, section 3; 0: the program itself failed.</param>
internal sealed record Violation(int Property, string What);
