using System.Collections.Immutable;
using Grains.Planning;
using Hosting.Files;
using Hosting.Settings;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Topology;
using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Planning;

/// <summary>
/// The files that say how the Internet is: read at the start, where a bad one refuses it, and again when one changes, beside the old data, which stay when the
/// new ones are bad.
/// </summary>
internal sealed partial class PlanningFiles(PlanningSettings settings, PlanningView view, WatchedFiles files, TimeProvider time, ILogger<PlanningFiles> log) : BackgroundService
{
    private const long MostBytes = 1L << 30;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>What the files say now, and who watches them from then on.</summary>
    /// <exception cref="SettingsException">Files that cannot be used, each with the first lines that are wrong.</exception>
    public static (PlanningView View, WatchedFiles Files) Read(PlanningSettings settings, TimeProvider time)
    {
        var files = new WatchedFiles(settings.Topology, settings.Origins, settings.Vrps);
        var (data, problems, _) = Load(settings, time.GetUtcNow());
        return problems.IsEmpty ? (new PlanningView(settings.Rpki) { Current = data with { Version = files.Version, Since = time.GetUtcNow() } }, files) : throw new SettingsException(problems);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => files.Follow(Every, time, _ => Task.Run(Take, stoppingToken), stoppingToken);

    private void Take()
    {
        var (data, problems, passing) = (PlanningData.None, ImmutableArray<SettingsProblem>.Empty, false);
        try
        {
            (data, problems, passing) = Load(settings, time.GetUtcNow());
        }
        catch (Exception failure)
        {
            // A reader's defect must not take down what runs on the old data.
            problems = [new("Planning", failure.ToString())];
        }

        if (!problems.IsEmpty)
        {
            LogRefused(string.Join("; ", problems.Select(p => $"{p.Path}: {p.Message}")));
            if (passing)
                files.ReadAgain();
            return;
        }

        // Somebody writes again: half of a new file may have been read. The next time it rests it is read whole.
        if (!files.AreAsRead)
            return;
        view.Current = data with { Version = files.Version, Since = time.GetUtcNow() };
        LogTaken(data.Routes?.Graph.Count ?? 0, data.Routes?.Graph.LinkCount ?? 0, data.Origins.Count, data.Rpki.Count);
    }

    /// <summary>Reads them all, side by side: the RPKI alone takes seconds.</summary>
    /// <returns>Passing: a file could not be got at, which may be over without it changing.</returns>
    private static (PlanningData Data, ImmutableArray<SettingsProblem> Problems, bool Passing) Load(PlanningSettings settings, DateTimeOffset now)
    {
        var rpki = Task.Run(() => Open(settings.Vrps, "Vrps", input => RpkiReading.Read(input, new() { Tolerant = !settings.Strict }), r => r.Refused ? r.Errors : []));
        var graph = Task.Run(() => Open(settings.Topology, "Topology", input => AsGraph.Read(input, new() { Tolerant = !settings.Strict }), r => r.Graph is null ? r.Errors : []));
        var origins = Open(settings.Origins, "Origins", input => OriginTable.Read(new StreamReader(Unpacked.Open(input, MostBytes)), new() { Tolerant = !settings.Strict }), r => r.Table is null ? r.Errors : []);
        ImmutableArray<SettingsProblem> problems = [.. rpki.Result.Problems, .. graph.Result.Problems, .. origins.Problems];
        if (!problems.IsEmpty)
            return (PlanningData.None, problems, rpki.Result.Passing || graph.Result.Passing || origins.Passing);

        var (vrps, aspas) = rpki.Result.Read is { } validated ? (validated.Vrps, validated.Aspas) : ([], []);
        var table = origins.Read?.Table ?? OriginTable.Empty;
        return (new PlanningData
        {
            Routes = graph.Result.Read?.Graph is { Count: > 0 } read ? new RouteCache(read.WithAspas(aspas)) { Age = AgeOf(settings, now) } : null,
            Origins = vrps.IsEmpty ? table : table.WithRpki(vrps),
            Rpki = RpkiCover.Of(vrps),
        }, [], false);
    }

    private static TimeSpan? AgeOf(PlanningSettings settings, DateTimeOffset now) => settings.TopologyDays is { } days
        ? TimeSpan.FromDays(days) + (now - File.GetLastWriteTimeUtc(settings.Topology!) is var since && since > TimeSpan.Zero ? since : TimeSpan.Zero)
        : null;

    private static (T? Read, ImmutableArray<SettingsProblem> Problems, bool Passing) Open<T>(string? path, string setting, Func<Stream, T> read, Func<T, ImmutableArray<LineError>> errors)
        where T : class
    {
        if (path is null)
            return (null, [], false);
        try
        {
            using var file = File.OpenRead(path);
            var result = read(file);
            return (result, [.. errors(result).Take(10).Select(e => new SettingsProblem("Planning:" + setting, $"{path} {e}"))], false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, [new("Planning:" + setting, $"{path}: {e.Message}")], e is UnauthorizedAccessException or (IOException and not EndOfStreamException));
        }
    }

    [LoggerMessage(1601, LogLevel.Information, "planning goes by {Ases} ASes with {Links} links, {Prefixes} prefixes and {Vrps} RPKI payloads now", EventName = "Planning.Taken")]
    private partial void LogTaken(int ases, int links, int prefixes, int vrps);

    [LoggerMessage(1602, LogLevel.Error, "planning data refused, the old ones stay: {Problems}", EventName = "Planning.Refused")]
    private partial void LogRefused(string problems);
}
