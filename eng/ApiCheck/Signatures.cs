using System.Globalization;
using System.Reflection;

namespace ApiCheck;

/// <summary>Types and members as text that is the same for the same signature, whatever assembly it is from.</summary>
internal static class Signatures
{
    public static string Kind(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type.IsInterface ? "interface"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    public static string Usage(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage
            ? $"{usage.ValidOn}, several {usage.AllowMultiple}, inherited {usage.Inherited}"
            : "none";

    public static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),
        _ => false,
    };

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}new {member.Name}({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{Binding(method)}{Of(method.ReturnType)}{Modifiers(method)} {method.Name}({Parameters(method)}){Arity(method)}",
        FieldInfo { IsLiteral: true } constant => $"const {Of(constant.FieldType)} {constant.Name} = {Value(constant.GetRawConstantValue())}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Of(field.FieldType)} {field.Name}",
        // What a property can do is told by its accessors, which are members themselves.
        PropertyInfo property => $"property {Of(property.PropertyType)} {property.Name}",
        EventInfo @event => $"event {Of(@event.EventHandlerType!)} {@event.Name}",
        Type type => Of(type),
        _ => member.ToString()!,
    };

    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsByRef)
            return $"ref {Of(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var name = $"{(type.IsNested ? type.DeclaringType!.FullName + "+" : type.Namespace + ".")}{type.Name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    // Whether it can be overridden; in an interface everything can.
    private static string Binding(MethodInfo method) =>
        method.IsStatic ? "static "
        : method is { IsVirtual: true, IsFinal: false, DeclaringType: { IsInterface: false, IsSealed: false } } ? "virtual "
        : "";

    // Tells an init accessor from a set accessor.
    private static string Modifiers(MethodInfo method) => string.Concat(method.ReturnParameter.GetRequiredCustomModifiers().Select(modifier => $" {modifier.Name}"));

    private static string Arity(MethodInfo method) => method.IsGenericMethod ? $" of {method.GetGenericArguments().Length}: {Constraints(method)}" : "";

    private static string Constraints(MethodInfo method) => string.Join(
        "; ",
        method.GetGenericArguments().Select(argument =>
            $"{argument.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask} {string.Join(",", argument.GetGenericParameterConstraints().Select(Of))}"));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : "")}{Of(parameter.ParameterType)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) => parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue)}" : "";

    private static string Value(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
