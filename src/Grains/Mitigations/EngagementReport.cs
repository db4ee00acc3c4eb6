using Grains.Operators;

namespace Grains.Mitigations;

/// <summary>A controller's report about one engagement.</summary>
/// <param name="Number">Grows with every report of this engagement; older ones are ignored.</param>
/// <param name="Totals">Totals since the engagement began; the rates in here are the controller's own averages of the last interval.</param>
[GenerateSerializer, Immutable, Alias("engagement-report")]
public sealed record EngagementReport(
    [property: Id(0)] OrderAnswer Answer,
    [property: Id(1)] long Number,
    [property: Id(2)] Figures Totals);
