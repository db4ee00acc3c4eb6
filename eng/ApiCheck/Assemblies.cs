using System.Reflection;
using System.Runtime.Loader;

namespace ApiCheck;

/// <summary>Loads assemblies to look at, each set in a context of its own, so that two of one name can be compared.</summary>
internal static class Assemblies
{
    public static Assembly Load(string path)
    {
        var full = Path.GetFullPath(path);
        return In(Path.GetDirectoryName(full)!, "stand-in").LoadFromAssemblyPath(full);
    }

    /// <summary>Public types of every assembly in the folder that may hold what a stand-in stands for, by full name.</summary>
    public static Dictionary<string, Type> LoadAll(string folder, string except)
    {
        var context = In(Path.GetFullPath(folder), "real");
        var types = new Dictionary<string, Type>();
        foreach (var path in Directory.GetFiles(Path.GetFullPath(folder), "*.dll").Where(path => IsCandidate(path, except)))
        {
            foreach (var type in context.LoadFromAssemblyPath(path).GetExportedTypes())
                types.TryAdd(type.FullName!, type);
        }

        return types.Count > 0 ? types : throw new DirectoryNotFoundException($"no real assembly in {folder}");
    }

    private static bool IsCandidate(string path, string except)
    {
        var name = Path.GetFileName(path);
        return name != except
            && (name.StartsWith("Orleans.", StringComparison.Ordinal) || name.StartsWith("Grpc.", StringComparison.Ordinal));
    }

    private static AssemblyLoadContext In(string folder, string name)
    {
        var context = new AssemblyLoadContext(name);
        context.Resolving += (loader, wanted) =>
            Path.Combine(folder, $"{wanted.Name}.dll") is var path && File.Exists(path) ? loader.LoadFromAssemblyPath(path) : null;
        return context;
    }
}
