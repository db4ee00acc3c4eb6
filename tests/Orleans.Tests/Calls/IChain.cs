namespace Orleans.Tests.Calls;

/// <summary>Calls along a chain of grains, for what travels with a call.</summary>
public interface IChain : IGrainWithStringKey
{
    /// <summary>The value this grain sees under the key.</summary>
    Task<string?> See(string key);

    /// <summary>What the next grain sees.</summary>
    Task<string?> SeeThrough(string key, IChain next);

    Task Set(string key, string value);
}

public sealed class ChainGrain : Grain, IChain
{
    public Task<string?> See(string key) => Task.FromResult((string?)RequestContext.Get(key));

    public Task<string?> SeeThrough(string key, IChain next) => next.See(key);

    public Task Set(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }
}
