using Orleans.Concurrency;

namespace Orleans.Tests.Persistence;

/// <summary>A grain with state in two storages.</summary>
public interface INotebook : IGrainWithStringKey
{
    /// <summary>What the state said when the grain was activated.</summary>
    Task<string> AtActivation();

    Task<string> Text();

    /// <summary>The text, after every append that came before has asked for its write.</summary>
    [AlwaysInterleave]
    Task<string> TextNow();

    Task Write(string text);

    /// <summary>Writes and swallows what that throws.</summary>
    Task<string> TryWrite(string text);

    [AlwaysInterleave]
    Task Append(string text);

    Task Reread();

    Task Clear();

    Task<string> Facts();

    Task WriteOther(int number);

    Task<int> Other();

    Task Leave();

    Task<Guid> Activation();

    Task<string> TouchElsewhere();

    /// <summary>Writes by way of another notebook.</summary>
    Task WriteThrough(INotebook other, string text);
}

public sealed class NotebookText
{
    public string Text { get; set; } = "";
}

public sealed class NotebookGrain(
    [PersistentState("text", "named")] IPersistentState<NotebookText> text,
    [PersistentState("number")] IPersistentState<NotebookNumber> number,
    Signals signals) : Grain, INotebook
{
    private readonly Guid _activation = Guid.NewGuid();
    private string _atActivation = "?";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = text.State.Text;
        signals.Say($"activated {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public Task<string> AtActivation() => Task.FromResult(_atActivation);

    public Task<string> Text() => Task.FromResult(text.State.Text);

    public Task<string> TextNow() => Text();

    public Task Write(string written)
    {
        text.State = new() { Text = written };
        return text.WriteStateAsync();
    }

    public async Task<string> TryWrite(string written)
    {
        try
        {
            await Write(written);
            return "written";
        }
        catch (OrleansException exception)
        {
            return exception.GetType().Name;
        }
    }

    public Task Append(string appended)
    {
        text.State = new() { Text = text.State.Text + appended };
        return text.WriteStateAsync();
    }

    public Task Reread() => text.ReadStateAsync();

    public Task Clear() => text.ClearStateAsync();

    public Task<string> Facts() => Task.FromResult($"{text.RecordExists} {text.Etag ?? "none"}");

    public Task WriteOther(int written)
    {
        number.State.Value = written;
        return number.WriteStateAsync();
    }

    public Task<int> Other() => Task.FromResult(number.State.Value);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public async Task<string> TouchElsewhere() => await Task.Run(() =>
    {
        try
        {
            return text.State.Text;
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    });

    public Task WriteThrough(INotebook other, string written) => other.Write(written);
}

public sealed class NotebookNumber
{
    public int Value { get; set; }
}
