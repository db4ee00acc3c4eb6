namespace Bench.GrainCall;

/// <summary>A grain that calls another.</summary>
public interface ICaller : IGrainWithIntegerKey
{
    /// <summary>Calls so often, one after another.</summary>
    Task CallMany(int count);
}

internal sealed class CallerGrain : Grain, ICaller
{
    public async Task CallMany(int count)
    {
        var target = GrainFactory.GetGrain<ITarget>(0);
        for (var i = 0; i < count; i++)
            await target.Add(i);
    }
}
