namespace Orleans.Tests.Calls;

public interface INumbered : IGrainWithIntegerKey
{
    Task<long> Key();

    Task<GrainId> Id();
}

[GrainType("tests-numbered")]
public sealed class NumberedGrain : Grain, INumbered
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());

    public Task<GrainId> Id() => Task.FromResult(this.GetGrainId());
}

public interface INobody : IGrainWithStringKey
{
    Task Nothing();
}
