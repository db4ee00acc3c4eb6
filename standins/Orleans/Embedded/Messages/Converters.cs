using Orleans.Embedded.Types;

namespace Orleans.Embedded.Messages;

/// <summary>The registered converters: which type travels as which surrogate.</summary>
internal static class Converters
{
    private static readonly Lazy<Dictionary<Type, Type>> Surrogates = new(Find);

    public static Type? SurrogateOf(Type type) => Surrogates.Value.GetValueOrDefault(type);

    private static Dictionary<Type, Type> Find() => AssemblyScan.Types
        .Where(type => type.IsDefined(typeof(RegisterConverterAttribute), inherit: false))
        .SelectMany(type => type.GetInterfaces())
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConverter<,>))
        .Select(type => type.GetGenericArguments())
        .ToDictionary(arguments => arguments[0], arguments => arguments[1]);
}
