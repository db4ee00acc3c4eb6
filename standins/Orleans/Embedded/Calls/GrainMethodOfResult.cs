using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>A method whose calls answer with <typeparamref name="T"/>, or with nothing.</summary>
internal sealed class GrainMethod<T>(MethodInfo method) : GrainMethod(method)
{
    private readonly Func<Task<T?>, object?> _wrap =
        method.ReturnType == typeof(void) ? _ => null
        : method.ReturnType == typeof(ValueTask) ? answer => new ValueTask(answer)
        : method.ReturnType == typeof(ValueTask<T>) ? answer => new ValueTask<T?>(answer)
        : answer => answer;

    private static readonly Task<T?> Nothing = Task.FromResult(default(T));

    public override object? Call(GrainProxy proxy, object?[] arguments)
    {
        Check(arguments);
        var silo = proxy.Silo;
        if (silo.HasOutgoingFilters)
            return _wrap(CallThroughFilters(proxy, arguments));
        return _wrap(Send(silo, proxy.Target, arguments));
    }

    private Task<T?> Send(Silo silo, GrainId target, object?[] arguments)
    {
        var request = new CallRequest<T>(silo, this, arguments)
        {
            Target = target,
            Source = RuntimeContext.Current?.GrainId,
            Context = silo.ExportContext(),
            Deadline = IsOneWay ? long.MaxValue : silo.Deadline(ResponseTimeout),
        };
        if (IsOneWay)
        {
            silo.Send(request);
            return Nothing;
        }

        silo.Pending.Add(request);
        silo.Send(request);
        return request.Answer;
    }

    private async Task<T?> CallThroughFilters(GrainProxy proxy, object?[] arguments) =>
        (T?)await proxy.Silo.Filter(proxy, this, async () => await Send(proxy.Silo, proxy.Target, arguments));
}
