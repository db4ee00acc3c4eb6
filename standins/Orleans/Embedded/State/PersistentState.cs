using System.Runtime.CompilerServices;
using Orleans.Storage;

namespace Orleans.Embedded.State;

/// <summary>
/// A grain's state and its storage operations, one after another. A write asked for while another has not begun joins it.
/// </summary>
internal sealed class PersistentState<T> : IPersistentState<T>, IReadBeforeActivation
{
    private readonly Activation _activation;
    private readonly string _name;
    private readonly IGrainStorage _storage;
    private readonly GrainState<T> _stored = new(CreateInitial());
    private StateOperation? _last;
    private bool _loaded;
    private bool _assigned;

    public PersistentState(Activation activation, string name, IGrainStorage storage)
    {
        _activation = activation;
        _name = name;
        _storage = storage;
        activation.ReadFirst(this);
    }

    public T State
    {
        get
        {
            RuntimeContext.RequireTurn();

            // The real package answers null here, in constructors for instance, which shows later and elsewhere.
            return _loaded || _assigned ? _stored.State! : throw new InvalidOperationException("State has not yet been loaded");
        }

        set
        {
            RuntimeContext.RequireTurn();
            _stored.State = value;
            _assigned = true;
        }
    }

    public string? Etag => _stored.ETag;

    public bool RecordExists => _loaded ? _stored.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task Read() => ReadStateAsync();

    public Task ReadStateAsync() => Queue(StateOperationKind.Read);

    public Task WriteStateAsync() => Queue(StateOperationKind.Write);

    public Task ClearStateAsync() => Queue(StateOperationKind.Clear);

    private static T? CreateInitial()
    {
        if (typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null)
            return Activator.CreateInstance<T>();
        return (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }

    // On the grain's own turns only, so that no lock is needed.
    private Task Queue(StateOperationKind kind)
    {
        RuntimeContext.RequireTurn();
        if (kind != StateOperationKind.Read && _last is { Started: false } waiting && waiting.Kind == kind)
            return waiting.Completion;
        var operation = new StateOperation(kind);
        operation.Completion = Run(operation, _last);
        _last = operation;
        return operation.Completion;
    }

    private async Task Run(StateOperation operation, StateOperation? before)
    {
        // The rest of this turn still belongs to what is written.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            if (before is not null)
                await before.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            RuntimeContext.RequireTurn();
            operation.Started = true;

            // What has just been written or read need not be read, what has just been cleared not be cleared.
            var done = before?.Completion.IsCompletedSuccessfully == true
                && (operation.Kind == StateOperationKind.Read || (operation.Kind == StateOperationKind.Clear && before.Kind == StateOperationKind.Clear));
            if (!done)
                await Perform(operation.Kind);
            if (operation.Kind == StateOperationKind.Read)
                _loaded = true;
        }
        finally
        {
            if (ReferenceEquals(_last, operation))
                _last = null;
        }
    }

    private async Task Perform(StateOperationKind kind)
    {
        try
        {
            await (kind switch
            {
                StateOperationKind.Read => _storage.ReadStateAsync(_name, _activation.GrainId, _stored),
                StateOperationKind.Write => _storage.WriteStateAsync(_name, _activation.GrainId, _stored),
                _ => _storage.ClearStateAsync(_name, _activation.GrainId, _stored),
            });
        }
        catch (Exception exception)
        {
            _activation.Silo.LogStateFailed(exception, $"{kind}StateAsync", _name, _activation.GrainId);
            if (exception is OrleansException)
                throw;
            throw new OrleansException(
                $"Error from storage provider {_storage.GetType().Name}.{_name} during {kind}StateAsync for grain {_activation.GrainId}: {exception.Message}",
                exception);
        }
    }
}
