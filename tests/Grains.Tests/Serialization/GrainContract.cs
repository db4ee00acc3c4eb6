using System.Collections.Immutable;
using System.Reflection;
using Grains.Mitigations;

namespace Grains.Tests.Serialization;

/// <summary>Every type that travels between grains: what their interfaces name, and whatever those types hold.</summary>
internal static class GrainContract
{
    private static readonly HashSet<Type> Known =
    [
        typeof(void), typeof(bool), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
        typeof(string), typeof(Guid), typeof(TimeSpan), typeof(DateTimeOffset), typeof(Task), typeof(ValueTask), typeof(CancellationToken),
    ];

    private static readonly HashSet<Type> KnownGenerics =
    [
        typeof(Task<>), typeof(ValueTask<>), typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>),
    ];

    public static Assembly Assembly => typeof(IMitigationGrain).Assembly;

    public static Type[] Interfaces => [.. Assembly.GetTypes().Where(t => t.IsInterface && t.IsAssignableTo(typeof(IGrain)))];

    public static MethodInfo[] Methods => [.. Interfaces.SelectMany(i => i.GetMethods())];

    /// <summary>Types to their surrogates.</summary>
    public static IReadOnlyDictionary<Type, Type> Converters { get; } = (
        from converter in Assembly.GetTypes()
        where converter.GetCustomAttribute<RegisterConverterAttribute>() is not null
        from implemented in converter.GetInterfaces()
        where implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IConverter<,>)
        select implemented.GetGenericArguments()).ToDictionary(a => a[0], a => a[1]);

    /// <summary>The project's own types among them, surrogates in the place of what they stand for.</summary>
    public static IReadOnlyCollection<Type> Own { get; } = Walk();

    /// <summary>Members that the serializer must carry: automatic properties and fields of one's own.</summary>
    public static IEnumerable<(MemberInfo Member, Type Type)> Serialized(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(own))
            if (field.Name.StartsWith('<') && field.Name.IndexOf('>', StringComparison.Ordinal) is var end and > 0)
                yield return (type.GetProperty(field.Name[1..end], own) ?? (MemberInfo)field, field.FieldType);
            else
                yield return (field, field.FieldType);
    }

    private static HashSet<Type> Walk()
    {
        var seen = new HashSet<Type>();
        var own = new HashSet<Type>();
        var left = new Queue<Type>(Methods.SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)));
        while (left.TryDequeue(out var type))
        {
            if (!seen.Add(type) || Known.Contains(type) || type.IsEnum)
                continue;
            if (type.IsGenericType && KnownGenerics.Contains(type.GetGenericTypeDefinition()))
            {
                foreach (var argument in type.GetGenericArguments())
                    left.Enqueue(argument);
                continue;
            }

            if (Converters.TryGetValue(type, out var surrogate))
            {
                left.Enqueue(surrogate);
                continue;
            }

            own.Add(type);
            if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
                left.Enqueue(parent);
            foreach (var derived in Assembly.GetTypes().Where(t => t.BaseType == type))
                left.Enqueue(derived);
            foreach (var (_, member) in Serialized(type))
                left.Enqueue(member);
        }

        return own;
    }
}
