using Grains.Sightings;

namespace Grains.Operators;

/// <summary>How a grain reaches one operator's controller. One implementation a protocol, in Links.</summary>
public interface IControllerLink
{
    /// <summary>Delivers one order. Does not retry; ends within the deadline. Does not throw for anything the network or the peer does.</summary>
    Task<DeliveryOutcome> Deliver(OperatorProfile to, Order order, TimeSpan deadline);

    /// <summary>Tells the controller something that is no order, once.</summary>
    Task<DeliveryOutcome> Tell(OperatorProfile to, OperatorNotice notice, TimeSpan deadline);

    /// <summary>
    /// Asks the controller what it sees, once; delivered means that it took the question, the answer comes as a message of its own. Ends within the deadline or
    /// when cancelled, which is a failure like any other.
    /// </summary>
    Task<DeliveryOutcome> AskSighting(OperatorProfile to, SightingQuestion question, TimeSpan deadline, CancellationToken cancellation);

    /// <summary>Tells the controller that the orchestrator lives.</summary>
    Task<DeliveryOutcome> Heartbeat(OperatorProfile to, TimeSpan deadline);
}

/// <summary>How one attempt ended.</summary>
/// <param name="Answer">What the controller said; null when it said nothing that counts.</param>
/// <param name="Failure">For a person: why there is no answer; null when there is one.</param>
/// <param name="Permanent">Whether trying the same again is useless.</param>
[GenerateSerializer, Immutable, Alias("delivery-outcome")]
public sealed record DeliveryOutcome(
    [property: Id(0)] OrderAnswer? Answer,
    [property: Id(1)] string? Failure,
    [property: Id(2)] bool Permanent)
{
    public static DeliveryOutcome Failed(string why, bool permanent = false) => new(null, why, permanent);

    public bool Delivered => Failure is null;
}
