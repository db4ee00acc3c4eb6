namespace Orleans.Tests.Lifecycle;

/// <summary>A grain that does not derive from <see cref="Grain"/>, with services of its own.</summary>
public interface IPlain : IGrainWithStringKey
{
    Task<string> Key();

    /// <summary>The number of this activation's scoped service.</summary>
    Task<int> Scoped();

    Task Leave();
}

public sealed class PlainGrain(IGrainContext context, ScopedThing thing, Signals signals) : IGrainBase, IPlain, IDisposable
{
    public IGrainContext GrainContext { get; } = context;

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<int> Scoped() => Task.FromResult(thing.Number);

    public Task Leave()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose() => signals.Say($"disposed {GrainContext.GrainId.Key}");
}

/// <summary>A service with the lifetime of an activation.</summary>
public sealed class ScopedThing(Signals signals) : IDisposable
{
    private static int _count;

    public int Number { get; } = Interlocked.Increment(ref _count);

    public void Dispose() => signals.Say($"disposed thing {Number}");
}
