using Xunit;

namespace Support;

/// <summary>
/// Finds the folder of real data that lies beside the repository (or where ORCHESTRATOR_SHARED points) and is never part of it.
/// </summary>
public static class SharedData
{
    /// <summary>The repository's root: the nearest folder above the tests that holds Orchestrator.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of a file below the shared folder, or null when it is not there.</summary>
    public static string? Find(string relative)
    {
        var shared = Environment.GetEnvironmentVariable("ORCHESTRATOR_SHARED") ?? Path.Combine(Root, "..", "shared");
        var path = Path.GetFullPath(Path.Combine(shared, relative));
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
                return folder.FullName;
        throw new InvalidOperationException("Orchestrator.sln was not found above " + AppContext.BaseDirectory);
    }
}

/// <summary>A fact that needs a file of the shared folder; skipped, with the file's name, where it is not there.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relative)
    {
        if (SharedData.Find(relative) is null)
            Skip = $"needs shared/{relative} (set ORCHESTRATOR_SHARED to the folder that has it)";
    }
}

/// <summary>A theory that needs a file of the shared folder; skipped, with the file's name, where it is not there.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string relative)
    {
        if (SharedData.Find(relative) is null)
            Skip = $"needs shared/{relative} (set ORCHESTRATOR_SHARED to the folder that has it)";
    }
}
