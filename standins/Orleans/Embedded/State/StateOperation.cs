namespace Orleans.Embedded.State;

/// <summary>A storage operation that waits or runs.</summary>
internal sealed class StateOperation(StateOperationKind kind)
{
    public StateOperationKind Kind { get; } = kind;

    public Task Completion { get; set; } = Task.CompletedTask;

    public bool Started { get; set; }
}
