namespace Dots.Mechanism;

/// <summary>A member leaves (draft, 5.1.1).</summary>
public sealed record RegistrationCancelling
{
    public string CustomerId { get; init; } = "";

    public string? Reasons { get; init; }
}

/// <summary>The answer to a cancelling (draft, 5.1.1).</summary>
public sealed record RegistrationCancellingResponse
{
    public string? CustomerId { get; init; }

    public string? Result { get; init; }
}
