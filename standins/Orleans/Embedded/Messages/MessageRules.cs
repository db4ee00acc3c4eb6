using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Orleans.Embedded.Messages;

/// <summary>
/// What may travel: references are passed, not copies, so only what never changes and what the real serializer would carry whole.
/// </summary>
internal static class MessageRules
{
    private static readonly ConcurrentDictionary<Type, string?> Known = new();

    /// <summary>Why calls of this method cannot be made, or null. For arguments and result.</summary>
    public static string? Refusal(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        foreach (var parameter in method.GetParameters())
        {
            if (!typeof(IAddressable).IsAssignableFrom(parameter.ParameterType) && Of(parameter.ParameterType) is { } why)
                return $"{name}, parameter {parameter.Name}: {why}";
        }

        return method.ReturnType.IsGenericType
            && method.ReturnType.GetGenericArguments()[0] is var result
            && !typeof(IAddressable).IsAssignableFrom(result)
            && Of(result) is { } reason
                ? $"{name}, result: {reason}"
                : null;
    }

    /// <summary>Values of a request context travel by their own types.</summary>
    public static ImmutableDictionary<string, object> CheckContext(ImmutableDictionary<string, object> context)
    {
        foreach (var (key, value) in context)
        {
            if (value is not null && Of(value.GetType()) is { } why)
                throw new NotSupportedException($"RequestContext value {key}: {why}");
        }

        return context;
    }

    /// <summary>Why a value of this type cannot travel, or null.</summary>
    public static string? Of(Type type) => Known.GetOrAdd(type, static type => new MessageTypeCheck().Of(type));
}
