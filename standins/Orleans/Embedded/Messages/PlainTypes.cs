using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Numerics;

namespace Orleans.Embedded.Messages;

/// <summary>Types of the framework that never change and that the real serializer knows.</summary>
internal static class PlainTypes
{
    private static readonly FrozenSet<Type> Simple = new[]
    {
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Half), typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(string),
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Uri), typeof(Version), typeof(IPAddress), typeof(GrainId), typeof(GrainType), typeof(IdSpan),
    }.ToFrozenSet();

    private static readonly FrozenSet<Type> Containers = new[]
    {
        typeof(Nullable<>), typeof(KeyValuePair<,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
    }.ToFrozenSet();

    public static bool IsSimple(Type type) => type.IsEnum || Simple.Contains(type);

    /// <summary>Whether values of this type are what their elements are.</summary>
    public static bool IsContainer(Type type) => type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition());
}
