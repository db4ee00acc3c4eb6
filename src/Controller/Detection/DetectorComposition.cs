using Controller.Customers;
using Controller.Mitigators;
using Controller.Settings;
using Controller.Signaling;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>Makes the detector with the feeds that settings name.</summary>
internal sealed class DetectorComposition(ControllerSettings settings, DetectionFiles thresholds, CustomerFiles files, OrchestratorClient client, TimeProvider time, ILoggerFactory loggers)
{
    public Detectors Make(CustomerBook customers) => new(new(customers, files, client, () => thresholds.Rules, time, loggers.CreateLogger<Detector>()), [.. Feeds()], time);

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
