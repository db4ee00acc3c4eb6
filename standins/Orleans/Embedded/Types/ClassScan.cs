using System.Reflection;

namespace Orleans.Embedded.Types;

/// <summary>Finds grain classes and names their types.</summary>
internal static class ClassScan
{
    private static readonly Lazy<Dictionary<GrainType, Type>> All = new(Find);

    /// <exception cref="OrleansConfigurationException">Two classes have one name.</exception>
    public static Dictionary<GrainType, Type> Classes => All.Value;

    private static Dictionary<GrainType, Type> Find()
    {
        var found = new Dictionary<GrainType, Type>();
        foreach (var type in AssemblyScan.Types.Where(IsGrainClass))
        {
            var name = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? ByConvention(type));
            if (!found.TryAdd(name, type))
            {
                throw new OrleansConfigurationException(
                    $"{type.FullName} and {found[name].FullName} both have the grain type name \"{name}\": give one of them a [GrainType]");
            }
        }

        return found;
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false, IsNestedPrivate: false, IsNestedFamily: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && typeof(IGrain).IsAssignableFrom(type);

    private static string ByConvention(Type type)
    {
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
