using System.Reflection;
using Orleans.Embedded.Types;

namespace Orleans.Embedded.Messages;

/// <summary>One look at a type and everything it reaches.</summary>
internal sealed class MessageTypeCheck
{
    // A type that contains itself is as good as its other members.
    private readonly HashSet<Type> _seen = [];

    public string? Of(Type type)
    {
        if (!_seen.Add(type) || PlainTypes.IsSimple(type))
            return null;
        if (PlainTypes.IsContainer(type))
            return type.GetGenericArguments().Select(Of).FirstOrDefault(why => why is not null);
        if (type.IsArray)
            return $"{type} can be changed after it was sent; use ImmutableArray<{type.GetElementType()!.Name}>";
        if (Converters.SurrogateOf(type) is { } surrogate)
        {
            _seen.Remove(type);
            return Foreign(type) ?? Serialized(surrogate);
        }

        if (type.IsInterface || type == typeof(object))
            return $"{type} says nothing about what really travels; use a concrete immutable type";
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            return $"{type} has no [GenerateSerializer] and no converter";
        if (!type.IsDefined(typeof(ImmutableAttribute), inherit: false))
            return $"{type} is not marked [Immutable]";
        return Unchanging(type) ?? Serialized(type) ?? Derived(type);
    }

    // Every field of its own and of its bases can be set by constructors only; what the fields hold, Serialized looks at.
    private static string? Unchanging(Type type) =>
        Fields(type).FirstOrDefault(field => !field.IsInitOnly) is { } field
            ? $"{type}.{MemberName(field)} can be set after construction"
            : null;

    // A type with a converter is not Orleans' own: whatever carries its fields, they must not change. Arrays count as its secrets.
    private string? Foreign(Type type)
    {
        if (!_seen.Add(type) || PlainTypes.IsSimple(type) || type.IsArray)
            return null;
        if (PlainTypes.IsContainer(type))
            return type.GetGenericArguments().Select(Foreign).FirstOrDefault(why => why is not null);
        if (!type.IsSealed)
            return $"{type} is not sealed, so that no one can say what travels";
        return Unchanging(type) ?? Fields(type).Select(field => Foreign(field.FieldType)).FirstOrDefault(why => why is not null);
    }

    // Every field has a number, without which the real serializer drops it, and its type can travel.
    private string? Serialized(Type type)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            return $"{type} has no [GenerateSerializer]";
        var numbers = new Dictionary<(Type, uint), string>();
        foreach (var field in Fields(type))
        {
            var name = MemberName(field);
            if (NumberOf(field) is not { } number)
                return $"{type}.{name} has no [Id] and would be lost";
            if (!numbers.TryAdd((field.DeclaringType!, number), name))
                return $"{type}.{name} and {type}.{numbers[(field.DeclaringType!, number)]} have the same [Id({number})]";
            if (Of(field.FieldType) is { } why)
                return $"{type}.{name}: {why}";
        }

        for (var @base = type.BaseType; @base is not null && @base != typeof(object) && @base != typeof(ValueType); @base = @base.BaseType)
        {
            if (!@base.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
                return $"{@base}, base of {type}, has no [GenerateSerializer]";
        }

        return null;
    }

    // What is declared as this type may be any of those derived from it.
    private string? Derived(Type type)
    {
        if (type.IsSealed || type.IsValueType)
            return null;
        return AssemblyScan.Types
            .Where(candidate => candidate != type && candidate.IsClass && type.IsAssignableFrom(candidate))
            .Select(Of)
            .FirstOrDefault(why => why is not null);
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            foreach (var field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }

    private static uint? NumberOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<IdAttribute>() is { } own)
            return own.Id;
        var type = field.DeclaringType!;
        var name = MemberName(field);
        if (type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)?.GetCustomAttribute<IdAttribute>() is { } property)
            return property.Id;
        return type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == name && parameter.IsDefined(typeof(IdAttribute)))
            ?.GetCustomAttribute<IdAttribute>()!.Id;
    }

    // The compiler names the field of property P "<P>k__BackingField".
    private static string MemberName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
