namespace Bench.GrainCall;

/// <summary>A grain that does next to nothing.</summary>
public interface ITarget : IGrainWithIntegerKey
{
    /// <summary>The sum of all numbers so far.</summary>
    Task<long> Add(int number);
}

internal sealed class TargetGrain : Grain, ITarget
{
    private long _sum;

    public Task<long> Add(int number) => Task.FromResult(_sum += number);
}
