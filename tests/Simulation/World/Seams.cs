using Controller.Mitigators;
using Grains.Mitigations;
using Storage;
using Storage.Shells;
using Order = Controller.Orders.Order;

namespace Simulation.World;

/// <summary>Where a test puts a defect between two parts of the real code, to see that the properties find it. As it stands it changes nothing.</summary>
internal class Seams
{
    public virtual IRules<Mitigation, MitigationCommand, MitigationEvent> Rules(IRules<Mitigation, MitigationCommand, MitigationEvent> real) => real;

    public virtual IStateStore<Mitigation, MitigationEvent> Store(IStateStore<Mitigation, MitigationEvent> real) => real;

    public virtual IDocumentStore Disk(IDocumentStore real) => real;

    public virtual IMitigator Mitigator(IMitigator real) => real;

    /// <summary>Whether an order to one operator waits while another's is under way.</summary>
    public virtual bool WaitsForOthers => false;

    /// <summary>Whether an operator's room is kept for a plan before it is ordered.</summary>
    public virtual bool Reserves => true;

    /// <summary>For whom a report is counted.</summary>
    public virtual string CountedFor(string @operator) => @operator;

    /// <summary>An order as it comes in at a controller.</summary>
    public virtual Order Arriving(Order order) => order;

    /// <summary>An order was taken by a controller, whatever came of it.</summary>
    /// <param name="repeated">It came before.</param>
    public virtual Task Arrived(Order order, bool repeated, IMitigator mitigator) => Task.CompletedTask;
}
