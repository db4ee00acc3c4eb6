using Grains.Mitigations;
using Orleans.Concurrency;

namespace Grains.Operators;

/// <summary>One operator: its profile, the health of its link, the queue of orders to it. Key: member id.</summary>
[Alias("operator")]
public interface IOperatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Queues an order and returns at once. Delivering the same revision again is a pull: the answer is what the controller said about it, if it did.
    /// </summary>
    [Alias("deliver")]
    Task<OrderAnswer?> Deliver(Order order);

    /// <summary>Tells the controller something that is no order; may be lost.</summary>
    [Alias("tell"), OneWay]
    Task Tell(OperatorNotice notice);

    /// <summary>A notice has been sent, or could not be; called by the grain itself.</summary>
    [Alias("told"), OneWay]
    Task Told();

    /// <summary>One attempt has ended; called by the grain itself.</summary>
    [Alias("delivered")]
    Task Delivered(string engagement, int revision, DeliveryOutcome outcome);

    /// <summary>The controller was heard of: a heartbeat or any other message.</summary>
    /// <param name="said">What it reported of an engagement; null: nothing.</param>
    [Alias("seen"), OneWay, AlwaysInterleave]
    Task Seen(OrderAnswer? said);

    /// <summary>The operator has registered: what it reported before of the entries it has left counts no longer.</summary>
    [Alias("registered"), OneWay, AlwaysInterleave]
    Task Registered();

    /// <summary>What an engagement takes of this operator until the order's end. May be lost: it is told again.</summary>
    [Alias("expect"), OneWay, AlwaysInterleave]
    Task Expect(string engagement, OperatorLoad load);

    /// <summary>The same before it is ordered, so that plans made at the same moment do not give away the same entries.</summary>
    /// <param name="held">Filter entries that the engagement holds already.</param>
    /// <param name="known">What the plan knew there was, when it was told so by this call before; null: it went by the members as they were read.</param>
    /// <returns>Null: it is kept for this engagement. Else what there is is kept, and the plan is to be made again with that.</returns>
    [Alias("reserve"), AlwaysInterleave]
    Task<OperatorRoom?> Reserve(string engagement, OperatorLoad load, int held, OperatorRoom? known);

    /// <summary>Sees to it that the link is watched: heartbeats go out, and silence is noticed. Called again and again by every silo.</summary>
    [Alias("watch"), OneWay, AlwaysInterleave]
    Task Watch();

    [Alias("health"), AlwaysInterleave]
    Task<OperatorHealth> Health();
}

/// <summary>How an operator's link does.</summary>
[GenerateSerializer, Immutable, Alias("operator-health")]
public sealed record OperatorHealth
{
    [Id(0)] public required string Member { get; init; }

    /// <summary>Last heartbeat or other message from it; null: none since this grain was activated.</summary>
    [Id(1)] public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Three heartbeats were missed.</summary>
    [Id(2)] public bool Lost { get; init; }

    /// <summary>Deliveries are held back until then after too many failures in a row.</summary>
    [Id(3)] public DateTimeOffset? CircuitOpenUntil { get; init; }

    [Id(4)] public int Queued { get; init; }

    [Id(5)] public string? LastFailure { get; init; }
}
