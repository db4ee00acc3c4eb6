namespace Dots.Mechanism;

/// <summary>What an error adds to the body of the request (draft, 5.1.2; mechanism, section 4).</summary>
internal sealed record ErrorBody
{
    public int? Reason { get; init; }

    public string? Detail { get; init; }

    public DateTimeOffset? ServerTime { get; init; }

    public double? SkewSeconds { get; init; }
}
