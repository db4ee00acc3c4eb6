using System.Collections.Immutable;

namespace Grains.Sightings;

/// <summary>
/// What one operator said of an attack's traffic, or that it said nothing; what plans are made of. Only the orchestrator sees it: neighbours and volumes go
/// neither into the ledger nor to anybody else (design, section 5).
/// </summary>
/// <param name="Operator">Its member id.</param>
/// <param name="Answered">Whether it answered; without an answer nothing is known, which is not the same as not seen.</param>
/// <param name="Seen">Whether it sees the traffic.</param>
/// <param name="Bps">How much, bits/s, as it says; null when it did not.</param>
/// <param name="Pps">How much, packets/s, as it says; null when it did not.</param>
/// <param name="Ingress">Where it comes in; each neighbour once.</param>
/// <param name="Sampling">It looked at one packet in so many; null when it did not say.</param>
/// <param name="At">When its figures were true, by its own clock; null when it did not say.</param>
public sealed record Sighting(
    string Operator,
    bool Answered,
    bool Seen = false,
    double? Bps = null,
    double? Pps = null,
    ImmutableArray<SightingIngress> Ingress = default,
    int? Sampling = null,
    DateTimeOffset? At = null)
{
    /// <summary>Where it comes in; each neighbour once.</summary>
    public ImmutableArray<SightingIngress> Ingress { get; } = Ingress.IsDefault ? [] : Ingress;

    internal static Sighting None(string @operator) => new(@operator, false);

    internal static Sighting Of(string @operator, SightingAnswer answer) =>
        new(@operator, true, answer.Seen, answer.Bps, answer.Pps, answer.Ingress, answer.Sampling, answer.At);
}

/// <summary>Over which neighbour traffic comes in, bits/s.</summary>
[GenerateSerializer, Immutable, Alias("sighting-ingress")]
public readonly record struct SightingIngress([property: Id(0)] uint Neighbour, [property: Id(1)] double Bps);

/// <summary>A controller's answer on its way to the mitigation that asked.</summary>
[GenerateSerializer, Immutable, Alias("sighting-answer")]
public sealed record SightingAnswer
{
    /// <summary>Neighbours taken at most; a controller that tells more is refused.</summary>
    public const int MaxIngress = 256;

    /// <summary>Which question it answers, see <see cref="SightingId"/>.</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required bool Seen { get; init; }

    [Id(2)] public double? Bps { get; init; }

    [Id(3)] public double? Pps { get; init; }

    [Id(4)] public ImmutableArray<SightingIngress> Ingress { get; init; } = [];

    [Id(5)] public int? Sampling { get; init; }

    [Id(6)] public DateTimeOffset? At { get; init; }
}
