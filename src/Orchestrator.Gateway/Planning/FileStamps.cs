using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Planning;

/// <summary>When each file was written, and how long it is.</summary>
internal sealed record FileStamps((DateTime, long) Topology, (DateTime, long) Origins, (DateTime, long) Vrps)
{
    public static FileStamps Of(PlanningSettings settings) => new(Of(settings.Topology), Of(settings.Origins), Of(settings.Vrps));

    private static (DateTime, long) Of(string? path) =>
        path is not null && new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;
}
