using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Embedded.Types;

/// <summary>The assemblies that use Orleans: those loaded, and those deployed beside them that nobody has touched yet.</summary>
internal static class AssemblyScan
{
    private static readonly string Own = typeof(AssemblyScan).Assembly.GetName().Name!;
    private static readonly Lazy<Type[]> All = new(Find);

    /// <summary>Every type of those assemblies.</summary>
    public static Type[] Types => All.Value;

    private static Type[] Find()
    {
        var deployed = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) && References(path))
            .Select(path => Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path))));
        var loaded = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(reference => reference.Name == Own));
        return [.. deployed.Concat(loaded).Distinct().SelectMany(assembly => assembly.GetTypes())];
    }

    private static bool References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return false;
        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Any(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, Own));
    }
}
