using Hosting.Settings;

namespace Controller.Settings;

/// <summary>What tells this controller of attacks on its own zones and its customers'. Each of the three feeds may be used, alone or beside the others.</summary>
public sealed class DetectionSettings : IChecksItself
{
    /// <summary>Thresholds, JSON, see deploy/detection.json.sample; read again when it changes. Needed by Command and Scrape.</summary>
    [ExistingFile]
    public string? File { get; init; }

    /// <summary>A program that runs as long as the controller and writes a JSON line for each sample.</summary>
    [ExistingFile]
    public string? Command { get; init; }

    public ScrapeSettings Scrape { get; init; } = new();

    /// <summary>Folder into which FastNetMon's notify script puts its JSON, see deploy/fastnetmon-notify.sample; absent: not used.</summary>
    public string? Notify { get; init; }

    public IEnumerable<SettingsProblem> Check()
    {
        if (File is null && (Command is not null || Scrape.Url is not null))
            yield return new("File", "missing; Command and Scrape tell rates, so expected the file with the thresholds");
        if (Notify is not null && !Directory.Exists(Notify))
            yield return new("Notify", $"expected the path of a folder; there is none at {Path.GetFullPath(Notify)}");
        else if (Notify is not null && !OperatingSystem.IsWindows() && System.IO.File.GetUnixFileMode(Notify).HasFlag(UnixFileMode.OtherWrite))
            yield return new("Notify", $"expected a folder that not everybody can write to, since who can may have traffic filtered; {Path.GetFullPath(Notify)} is open to all");
    }
}

/// <summary>Rates of targets in Prometheus' text format.</summary>
public sealed class ScrapeSettings
{
    /// <summary>Where they are fetched; absent: not used.</summary>
    [Scheme("http", "https")]
    public Uri? Url { get; init; }

    [Between(1, 300)]
    public int Seconds { get; init; } = 5;

    /// <summary>Name of the label that holds the target's address or prefix.</summary>
    public string Label { get; init; } = "target";

    /// <summary>Name of the metric of packets/s.</summary>
    public string Pps { get; init; } = "target_packets_per_second";

    /// <summary>Name of the metric of bits/s.</summary>
    public string Bps { get; init; } = "target_bits_per_second";

    /// <summary>Name of the metric of open connections.</summary>
    public string Connections { get; init; } = "target_connections";

    /// <summary>Name of the metric of sources.</summary>
    public string Sources { get; init; } = "target_sources";
}
