using System.Reflection;

namespace Hosting.Health;

/// <summary>Which build runs.</summary>
public static class Build
{
    /// <summary>"standins" or "real": which packages it was built with.</summary>
    public static string Flavour { get; } =
        typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Flavour").Value!;

    /// <summary>Version of the project, e.g. "0.1.0".</summary>
    public static string Version { get; } =
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
