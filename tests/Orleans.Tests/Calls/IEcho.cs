namespace Orleans.Tests.Calls;

public interface IEcho : IGrainWithStringKey
{
    Task<string> Say(string text);
}

public sealed class EchoGrain : Grain, IEcho
{
    public Task<string> Say(string text) => Task.FromResult($"{this.GetPrimaryKeyString()}: {text}");
}
