using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Hosting.Settings;

/// <summary>What a settings class looks like: which properties are settings, which are lists, which are sections of their own.</summary>
public static class SettingsShape
{
    /// <summary>Every setting below a class: "Identity:Key"; places in a list are written "*". For tests that compare samples with the code.</summary>
    public static IEnumerable<string> PathsOf(Type type, string path = "") =>
        from property in PropertiesOf(type)
        let at = path.Length == 0 ? property.Name : $"{path}:{property.Name}"
        let inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
        let element = ElementOf(inner)
        from found in
            element is not null && IsObject(element) ? PathsOf(element, $"{at}:*") :
            element is not null ? [$"{at}:*"] :
            IsObject(inner) ? PathsOf(inner, at) : [at]
        select found;

    internal static PropertyInfo[] PropertiesOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    internal static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? type.GetGenericArguments()[0] : null;

    internal static bool IsObject(Type type) => type.IsClass && !ScalarParser.Knows(type);

    internal static object ToImmutableArray(Type element, IList items) =>
        typeof(SettingsShape).GetMethod(nameof(Freeze), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element).Invoke(null, [items])!;

    internal static string Expected(Type type) => ElementOf(type) is { } element
        ? $"a list, each {Expected(element)}"
        : IsObject(type) ? $"a section with {string.Join(", ", PropertiesOf(type).Select(p => p.Name))}" : ScalarParser.Expected(type);

    private static ImmutableArray<T> Freeze<T>(List<T> items) => [.. items];
}
