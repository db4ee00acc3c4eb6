namespace Orleans.Tests.Lifecycle;

public interface ITicking : IGrainWithStringKey
{
    Task<Guid> Start(bool keepAlive);

    Task<Guid> Activation();
}

public sealed class TickingGrain(Signals signals) : Grain, ITicking
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Start(bool keepAlive)
    {
        var often = TimeSpan.FromMilliseconds(100);
        this.RegisterGrainTimer(static () => Task.CompletedTask, new GrainTimerCreationOptions(often, often) { KeepAlive = keepAlive });
        return Activation();
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Say($"deactivated {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }
}
