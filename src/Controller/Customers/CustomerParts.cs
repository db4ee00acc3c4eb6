using Controller.Orders;
using Controller.Signaling;
using Dots.Serving;
using Dots.Transport.Names;
using Microsoft.Extensions.Logging;
using Storage;

namespace Controller.Customers;

/// <summary>What every customer's mitigation works with.</summary>
/// <param name="Orders">Where its own orders go.</param>
internal sealed record CustomerParts(
    IDocumentStore Store,
    OrderBook Orders,
    OwnPolicy Policy,
    OrchestratorClient Client,
    CustomerFiles Files,
    CustomerLinks Links,
    Registrations Registrations,
    EscalationTriggers Triggers,
    TargetNames Names,
    string Member,
    TimeProvider Time,
    ILogger<CustomerBook> Logger)
{
    /// <summary>As the orchestrator grants them.</summary>
    public Lifetimes Lifetimes { get; init; } = new();

    /// <summary>What all mitigations come to, told by the book.</summary>
    public Func<Load> Load { get; init; } = () => Customers.Load.None;

    /// <summary>Whether the orchestrator may be asked: not after a person cancelled this member's registration.</summary>
    public Func<bool> MayAsk { get; init; } = () => true;

    /// <summary>Between two heartbeats to a customer.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two pulls of status from an orchestrator that does not push it.</summary>
    public TimeSpan PullEvery { get; init; } = TimeSpan.FromSeconds(5);
}
