using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;
using Orleans.Embedded.Messages;

namespace Orleans.Embedded.Calls;

/// <summary>One method of a grain interface: how it is called, and how its calls are run.</summary>
internal abstract class GrainMethod
{
    private readonly bool _takesReferences;
    private string? _refusal;
    private bool _checked;

    protected GrainMethod(MethodInfo method)
    {
        Method = method;
        AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute)) || method.ReturnType == typeof(void);
        HasResult = method.ReturnType.IsGenericType;
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        _takesReferences = method.GetParameters().Any(parameter => typeof(IAddressable).IsAssignableFrom(parameter.ParameterType));
        Invoke = Compile(method);
    }

    public MethodInfo Method { get; }

    public bool AlwaysInterleaves { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    /// <summary>Whether the task of a call has a result.</summary>
    public bool HasResult { get; }

    public TimeSpan? ResponseTimeout { get; }

    /// <summary>Calls the method on a grain object.</summary>
    public Func<object, object?[], Task> Invoke { get; }

    public static GrainMethod For(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsGenericMethod)
            throw new ArgumentException($"{name}: the stand-in does not call generic methods");
        if (method.GetParameters().FirstOrDefault(parameter => parameter.ParameterType.IsByRef) is { } byReference)
            throw new ArgumentException($"{name}: parameter {byReference.Name} must not be passed by reference");
        var returns = method.ReturnType;
        var shape = returns.IsGenericType ? returns.GetGenericTypeDefinition() : returns;
        if (shape != typeof(void) && shape != typeof(Task) && shape != typeof(ValueTask) && shape != typeof(Task<>) && shape != typeof(ValueTask<>))
            throw new ArgumentException($"{name} must return Task, ValueTask, either with a result, or void");
        if (returns.IsGenericType && method.IsDefined(typeof(OneWayAttribute)))
            throw new ArgumentException($"{name}: a one-way method has no result");
        var result = returns.IsGenericType ? returns.GetGenericArguments()[0] : typeof(object);
        return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(result), method)!;
    }

    /// <summary>Sends a call; what it returns is what the interface's method returns.</summary>
    public abstract object? Call(GrainProxy proxy, object?[] arguments);

    /// <summary>Refuses what must not travel. The method's types are looked at once.</summary>
    protected void Check(object?[] arguments)
    {
        if (!_checked)
        {
            _refusal = MessageRules.Refusal(Method);
            _checked = true;
        }

        if (_refusal is not null)
            throw new NotSupportedException(_refusal);
        if (_takesReferences)
            CheckReferences(arguments);
    }

    private void CheckReferences(object?[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument is IAddressable and not GrainProxy)
            {
                throw new ArgumentException(
                    $"{Method.DeclaringType}.{Method.Name}: {argument.GetType()} was passed itself; pass a reference (AsReference, CreateObjectReference)");
            }
        }
    }

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        Expression call = Expression.Call(
            Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, i) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        if (method.ReturnType == typeof(void))
            call = Expression.Block(call, Expression.Constant(Task.CompletedTask));
        else if (method.ReturnType.IsValueType)
            call = Expression.Call(call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        return Expression.Lambda<Func<object, object?[], Task>>(Expression.Convert(call, typeof(Task)), instance, arguments).Compile();
    }
}
