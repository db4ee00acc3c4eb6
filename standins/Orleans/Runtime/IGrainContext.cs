namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>Which grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null before it was constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>Services of this activation: scoped ones live as long as it does.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation after the requests that run. Does not wait.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
