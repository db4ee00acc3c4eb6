namespace Orleans.Tests.Calls;

public interface IEcho : IGrainWithStringKey
{
    Task<string> Say(string text);

    Task Nothing();

    ValueTask<int> Twice(int number);

    ValueTask<Parcel> Carry(Parcel parcel);

    Task<Plain> Pass(Plain plain);

    Task Fail(string message);

    Task FailAtOnce(string message);

    Task<IEcho> Itself();

    Task<string> Ask(IEcho other, string text);
}

public sealed class EchoGrain : Grain, IEcho
{
    public Task<string> Say(string text) => Task.FromResult($"{this.GetPrimaryKeyString()}: {text}");

    public Task Nothing() => Task.CompletedTask;

    public async ValueTask<int> Twice(int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    public ValueTask<Parcel> Carry(Parcel parcel) => new(parcel);

    public Task<Plain> Pass(Plain plain) => Task.FromResult(plain);

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    public Task FailAtOnce(string message) => throw new InvalidDataException(message);

    public Task<IEcho> Itself() => Task.FromResult(this.AsReference<IEcho>());

    public Task<string> Ask(IEcho other, string text) => other.Say(text);
}
