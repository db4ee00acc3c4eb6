using Grains.Mitigations;

namespace Grains.Operators;

/// <summary>What a controller said about one revision of one engagement: the answer to an order, or a report.</summary>
[GenerateSerializer, Immutable, Alias("order-answer")]
public sealed record OrderAnswer(
    [property: Id(0)] string Engagement,
    [property: Id(1)] int Revision,
    [property: Id(2)] EngagementState State,
    [property: Id(3)] DeclineCode? Decline,
    [property: Id(4)] int? RulesFree);
