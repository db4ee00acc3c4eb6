using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>A call whose caller waits for <typeparamref name="T"/>, or for nothing when it is one-way.</summary>
internal sealed class CallRequest<T>(Silo silo, GrainMethod method, object?[] arguments) : Request, IPendingCall
{
    private readonly TaskCompletionSource<T?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T?> Answer => _answer.Task;

    public IPendingCall? Previous { get; set; }

    public IPendingCall? Following { get; set; }

    public int Stripe { get; set; } = -1;

    public override bool AlwaysInterleaves => method.AlwaysInterleaves;

    public override bool IsReadOnly => method.IsReadOnly;

    public override bool IsOneWay => method.IsOneWay;

    public override MethodInfo InterfaceMethod => method.Method;

    public override async Task Execute(IGrainContext target)
    {
        try
        {
            var instance = target.GrainInstance!;
            T? result;
            if (silo.HasIncomingFilters || instance is IIncomingGrainCallFilter)
                result = (T?)await silo.Filter(this, target, () => Invoke(instance));
            else if (method.HasResult)
                result = await (Task<T?>)method.Invoke(instance, arguments);
            else
            {
                await method.Invoke(instance, arguments);
                result = default;
            }

            silo.Pending.Remove(this);
            _answer.TrySetResult(result);
        }
        catch (Exception exception)
        {
            (target as Activation)?.OnFailed(this, exception);
            Fail(exception);
        }
    }

    public override void Fail(Exception exception)
    {
        silo.Pending.Remove(this);
        _answer.TrySetException(exception);
        // Nobody waits for a one-way call.
        if (IsOneWay)
            _ = _answer.Task.Exception;
    }

    /// <summary>The caller's time is over.</summary>
    public void Expire() => _answer.TrySetException(new TimeoutException(
        $"Response did not arrive on time in {method.ResponseTimeout ?? silo.ResponseTimeout} for message: {this}."));

    private async Task<object?> Invoke(object instance)
    {
        var task = method.Invoke(instance, arguments);
        if (method.HasResult)
            return await (Task<T?>)task;
        await task;
        return null;
    }
}
