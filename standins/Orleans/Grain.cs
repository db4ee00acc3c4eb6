using System.Diagnostics.CodeAnalysis;
using Orleans.Embedded;

namespace Orleans;

/// <summary>Base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Called by the runtime, on the activation's first turn.</summary>
    protected Grain() => GrainContext = RuntimeContext.Current;

    /// <summary>The activation this instance belongs to; null when it was constructed by hand.</summary>
    [AllowNull]
    public IGrainContext GrainContext { get; private set; }

    /// <summary>The grain's id as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>Makes references to other grains. On the grain's own turn only.</summary>
    protected IGrainFactory GrainFactory
    {
        get
        {
            RuntimeContext.RequireTurn();
            return Activation.Silo.Factory;
        }
    }

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    internal Activation Activation =>
        GrainContext as Activation
        ?? throw new InvalidOperationException("Grain was created outside of the Orleans creation process and no runtime was specified.");

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after the requests that run. Waiting requests go to the next activation.</summary>
    protected void DeactivateOnIdle()
    {
        RuntimeContext.RequireUsable(Activation);
        GrainBaseExtensions.DeactivateOnIdle(this);
    }

    /// <summary>Keeps this activation from being collected for this long; zero takes that back, infinite is for good.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan)
    {
        RuntimeContext.RequireUsable(Activation);
        Activation.DelayDeactivation(timeSpan);
    }
}
