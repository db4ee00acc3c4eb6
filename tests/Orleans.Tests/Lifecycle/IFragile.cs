namespace Orleans.Tests.Lifecycle;

/// <summary>A grain that fails to activate until signal "works KEY" is set.</summary>
public interface IFragile : IGrainWithStringKey
{
    Task<int> Nothing();
}

public sealed class FragileGrain(Signals signals) : Grain, IFragile
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!signals.IsSet($"works {this.GetPrimaryKeyString()}"))
            throw new InvalidDataException("not yet");
    }

    public Task<int> Nothing() => Task.FromResult(0);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Say("said goodbye without having been there");
        return Task.CompletedTask;
    }
}

/// <summary>A grain whose constructor fails.</summary>
public interface IStillborn : IGrainWithStringKey
{
    Task<int> Nothing();
}

public sealed class StillbornGrain : Grain, IStillborn
{
    public StillbornGrain() => throw new InvalidDataException("no construction");

    public Task<int> Nothing() => Task.FromResult(0);
}

/// <summary>A grain that leaves before it has arrived.</summary>
public interface IShy : IGrainWithStringKey
{
    Task<int> Nothing();
}

public sealed class ShyGrain : Grain, IShy
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> Nothing() => Task.FromResult(0);
}
