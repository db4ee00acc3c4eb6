using Controller.Policy;
using Controller.Settings;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Sightings;

/// <summary>The source that settings name.</summary>
/// <exception cref="SettingsException">Its file cannot be used.</exception>
internal sealed class SightingSources(ControllerSettings settings, TimeProvider time, ILogger<SightingSources> log) : IDisposable
{
    /// <summary>Null: sightings are not answered.</summary>
    public ISightingSource? Source { get; } = Make(settings, settings.Sightings, time, log);

    public void Dispose() => (Source as IDisposable)?.Dispose();

    private static ISightingSource? Make(ControllerSettings all, SightingsSettings own, TimeProvider time, ILogger log)
    {
        var maxAge = TimeSpan.FromSeconds(own.MaxAgeSeconds);
        return own.Kind switch
        {
            SightingsKind.None => null,
            SightingsKind.Command => new CommandSightings(Path.GetFullPath((own.Command ?? all.Mitigator.Command)!), time),
            SightingsKind.File => new FileSightings(new ReloadedFile<SightingTable>("Sightings:File", own.File!, SightingTable.Parse, time, log), maxAge, time),
            SightingsKind.Nfdump => new NfdumpSightings(own.Nfdump, maxAge, time),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
