using Controller.Customers;
using Controller.Mitigators;
using Controller.Policy;
using Controller.Settings;
using Controller.Signaling;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>Makes the detector with the feeds that settings name.</summary>
/// <exception cref="SettingsException">The file of thresholds cannot be used.</exception>
internal sealed class DetectorComposition(ControllerSettings settings, CustomerFiles files, OrchestratorClient client, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ReloadedFile<DetectionRules>? _rules =
        settings.Detection.File is { } path ? new("Detection:File", path, DetectionRules.Parse, time, loggers.CreateLogger<DetectionRules>()) : null;

    public Detectors Make(CustomerBook customers) => new(new(customers, files, client, () => _rules?.Current, time, loggers.CreateLogger<Detector>()), [.. Feeds()], time);

    private IEnumerable<IFeed> Feeds()
    {
        var detection = settings.Detection;
        if (detection.Command is { } command)
            yield return new CommandFeed(
                Path.GetFullPath(command), new RunningCommands(Path.Combine(Path.GetFullPath(settings.Data.Directory), settings.Name, "detector")), time, loggers.CreateLogger<CommandFeed>());
        if (detection.Scrape.Url is not null)
            yield return new ScrapeFeed(detection.Scrape, time, loggers.CreateLogger<ScrapeFeed>());
        if (detection.Notify is { } folder)
            yield return new NotifyFeed(Path.GetFullPath(folder), time, loggers.CreateLogger<NotifyFeed>());
    }
}
