using System.Reflection;

namespace Orleans.Embedded.Filters;

/// <summary>A call on its way through filters, each of which calls <see cref="Invoke"/> to go on.</summary>
internal abstract class FilteredCall(MethodInfo method, Func<Task<object?>> call) : IGrainCallContext
{
    private object? _result;
    private int _stage;

    public abstract object Grain { get; }

    public abstract GrainId? SourceId { get; }

    public abstract GrainId TargetId { get; }

    public string InterfaceName => method.DeclaringType!.FullName!;

    public string MethodName => method.Name;

    public MethodInfo InterfaceMethod => method;

    public object? Result
    {
        get => _result;
        set
        {
            _result = value;
            HasResult = true;
        }
    }

    protected abstract int Stages { get; }

    private bool HasResult { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage > Stages)
                throw new InvalidOperationException($"{nameof(Invoke)}() received an invalid call.");
            if (stage == Stages)
            {
                Result = await call();
                return;
            }

            await Pass(stage);
            if (!HasResult)
                throw new InvalidOperationException($"{nameof(Invoke)}() invoked a broken filter: {NameOf(stage)} neither went on nor set a result.");
        }
        finally
        {
            _stage--;
        }
    }

    protected abstract Task Pass(int stage);

    protected abstract string NameOf(int stage);
}
