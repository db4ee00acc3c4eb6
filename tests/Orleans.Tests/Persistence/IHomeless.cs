namespace Orleans.Tests.Persistence;

/// <summary>A grain whose storage does not exist.</summary>
public interface IHomeless : IGrainWithStringKey
{
    Task<int> Nothing();
}

public sealed class HomelessGrain([PersistentState("text", "nowhere")] IPersistentState<NotebookText> text) : Grain, IHomeless
{
    public Task<int> Nothing() => Task.FromResult(text.State.Text.Length);
}
