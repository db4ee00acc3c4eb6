using Orleans.Concurrency;

namespace Orleans.Tests.Lifecycle;

/// <summary>A grain that says when it begins and ends. Signals are named after its key.</summary>
public interface ILife : IGrainWithStringKey
{
    /// <summary>A number of its own for each activation.</summary>
    Task<Guid> Activation();

    Task Leave();

    /// <summary>Leaves, says "leaving KEY", and ends when "left KEY" is set.</summary>
    Task LeaveSlowly();

    Task Stay(TimeSpan time);

    Task Hold(string signal);

    [AlwaysInterleave]
    Task<Guid> Interleaved();
}

public sealed class LifeGrain(Signals signals) : Grain, ILife
{
    private readonly Guid _activation = Guid.NewGuid();
    private bool _activated;

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        signals.Say($"activated {Key}");
        _activated = true;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Say($"deactivated {Key} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activated ? _activation : throw new InvalidOperationException("called before it was activated"));

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task LeaveSlowly()
    {
        DeactivateOnIdle();
        signals.Say($"leaving {Key}");
        await signals.Wait($"left {Key}");
        signals.Say($"done {Key}");
    }

    public Task Stay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task Hold(string signal) => signals.Wait(signal);

    public Task<Guid> Interleaved() => Activation();
}
