namespace Orleans.Tests.Lifecycle;

public interface IKept : IGrainWithStringKey
{
    Task<Guid> Activation();
}

[KeepAlive]
public sealed class KeptGrain : Grain, IKept
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Activation() => Task.FromResult(_activation);
}
