namespace Orleans.Tests.Calls;

public interface IFiltered : IGrainWithStringKey
{
    Task<int> Double(int number);

    Task Fail();

    Task<int> DoubleThrough(IFiltered other, int number);
}

/// <summary>A grain that filters its own calls, too.</summary>
public sealed class FilteredGrain(Signals signals) : Grain, IFiltered, IIncomingGrainCallFilter
{
    public Task<int> Double(int number) => Task.FromResult(2 * number);

    public Task Fail() => throw new InvalidDataException("filtered failure");

    public Task<int> DoubleThrough(IFiltered other, int number) => other.Double(number);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        signals.Say($"grain {context.MethodName}");
        await context.Invoke();
    }
}
