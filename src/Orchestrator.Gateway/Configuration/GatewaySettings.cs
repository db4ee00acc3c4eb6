using System.Collections.Immutable;
using System.Net;
using Grains.Planning;
using Grains.Sightings;
using Hosting.Settings;

namespace Orchestrator.Gateway.Configuration;

/// <summary>The orchestrator's settings (contracts, Settings): appsettings.json, overridden by ORCHESTRATOR__Section__Key and the command line.</summary>
public sealed class GatewaySettings : IChecksItself
{
    /// <summary>Where it listens.</summary>
    public ImmutableArray<ListenSettings> Listen { get; init; } =
    [
        new() { Endpoint = new(IPAddress.Loopback, 8443) },
        new() { Endpoint = new(IPAddress.IPv6Loopback, 8443) },
    ];

    /// <summary>Allows controllers on private and loopback addresses.</summary>
    public bool Development { get; init; }

    public DataSettings Data { get; init; } = new();

    public StorageSettings Storage { get; init; } = new();

    public ClusterSettings Cluster { get; init; } = new();

    public required IdentitySettings Identity { get; init; }

    public required ConsortiumSettings Consortium { get; init; }

    public EnrolmentSettings Enrolment { get; init; } = new();

    public LimitsSettings Limits { get; init; } = new();

    public PlanningSettings Planning { get; init; } = new();

    public LifetimeSettings Lifetimes { get; init; } = new();

    public HeartbeatSettings Heartbeat { get; init; } = new();

    public TelemetrySettings Telemetry { get; init; } = new();

    public IEnumerable<SettingsProblem> Check()
    {
        if (Listen.IsEmpty)
            yield return new("Listen", "expected at least one listener");
    }
}

/// <summary>Where state is kept.</summary>
public sealed class StorageSettings
{
    public StorageProvider Provider { get; init; } = StorageProvider.Journal;
}

public enum StorageProvider
{
    /// <summary>A journal in the data directory; one process is all there may be.</summary>
    Journal,
}

/// <summary>How grains are hosted.</summary>
public sealed class ClusterSettings
{
    public ClusterMode Mode { get; init; } = ClusterMode.Embedded;

    /// <summary>Port between silos; used by real Orleans only. 0: a free one.</summary>
    [Between(0, 65535)]
    public int SiloPort { get; init; }
}

public enum ClusterMode
{
    /// <summary>Grains live in this process.</summary>
    Embedded,
}

/// <summary>Who the members are.</summary>
public sealed class ConsortiumSettings
{
    /// <summary>consortium.json; read again when it changes.</summary>
    [ExistingFile]
    public required string File { get; init; }
}

/// <summary>How certificates are issued to members that enrol; without CaKey and Command enrolment is not offered.</summary>
public sealed class EnrolmentSettings
{
    /// <summary>Private key of the first certificate in Identity:Ca; certificates are then issued in this process.</summary>
    [ExistingFile]
    public string? CaKey { get; init; }

    /// <summary>Days that certificates issued with <see cref="CaKey"/> are valid.</summary>
    [Between(1, 3650)]
    public int ValidityDays { get; init; } = 365;

    /// <summary>Instead of <see cref="CaKey"/>: an executable file that lets an external authority issue: member id as argument, request on standard input, certificate on standard output, PEM.</summary>
    [ExistingFile]
    public string? Command { get; init; }

    /// <summary>Seconds the command may take.</summary>
    [Between(1, 60)]
    public int CommandSeconds { get; init; } = 30;
}

/// <summary>What one member or one connection may use up.</summary>
public sealed class LimitsSettings : IChecksItself
{
    /// <summary>Connections at once.</summary>
    [Between(16, 1_000_000)]
    public int Connections { get; init; } = 10_000;

    /// <summary>Messages of each kind per second of one member.</summary>
    [Between(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Messages of each kind one member may send at once.</summary>
    [Between(1, 1_000_000)]
    public int Burst { get; init; } = 100;

    /// <summary>Attacks above are not protected against, bit/s; told with each registration. Absent: no limit.</summary>
    [Between(1, 1e18)]
    public long? ThresholdBps { get; init; }

    /// <summary>Attacks above are not protected against, packets/s. Absent: no limit.</summary>
    [Between(1, 1e18)]
    public long? ThresholdPps { get; init; }

    /// <summary>Attacks, and mitigations, that last longer are not protected against, seconds. Absent: no limit.</summary>
    [Between(300, 31_536_000)]
    public int? DurationSeconds { get; init; }

    /// <summary>Types of attack that are protected against, as requests name them. Empty: all.</summary>
    public ImmutableArray<string> AttackTypes { get; init; } = [];

    public IEnumerable<SettingsProblem> Check()
    {
        foreach (var type in AttackTypes)
            if (type.Length is 0 or > 128 || type.Any(c => c is ',' || char.IsControl(c)))
                yield return new("AttackTypes", $"expected names of 1 to 128 characters without commas; found '{type}'");
    }
}

/// <summary>Whom mitigations ask.</summary>
public sealed class PlanningSettings : IChecksItself
{
    /// <summary>Policy for requests that name none.</summary>
    [PolicyName]
    public string Policy { get; init; } = "near-source";

    /// <summary>Operators asked at most, except by broadcast.</summary>
    [Between(1, 10_000)]
    public int Ask { get; init; } = 10;

    /// <summary>What choosing is to be best at, where there is a topology: byte-hops (near the sources) or coverage (most, wherever).</summary>
    [AimName]
    public string Aim { get; init; } = "byte-hops";

    /// <summary>Most that all who are asked for one mitigation may charge together, in the consortium's unit, whatever the policy. Absent: no limit.</summary>
    [Between(0, 1e12)]
    public double? CostLimit { get; init; }

    /// <summary>An asker under attack with less health than this, 0..100, gets further operators, unless it registered a threshold of its own.</summary>
    [Between(0, 100)]
    public int RecruitBelowHealth { get; init; } = 50;

    /// <summary>AS relations, CAIDA's serial-1 or serial-2, plain, .gz or .bz2; absent: what merely crosses a member is not known. Like the two files below it is read again when it changes.</summary>
    [ExistingFile]
    public string? Topology { get; init; }

    /// <summary>
    /// How many days old what the topology shows is when its file is written; the time since is added. The older, up to a year, the more plans reckon with paths it
    /// does not tell. Absent: nobody knows, and a year is assumed.
    /// </summary>
    [Between(0, 3650)]
    public int? TopologyDays { get; init; }

    /// <summary>Origin table: lines "prefix TAB asn", plain, .gz or .bz2; absent: only members' own space is known.</summary>
    [ExistingFile]
    public string? Origins { get; init; }

    /// <summary>What a relying party validated: rpki-client's JSON, or CSV; plain, .gz or .bz2.</summary>
    [ExistingFile]
    public string? Vrps { get; init; }

    /// <summary>What the RPKI decides about targets.</summary>
    public RpkiMode Rpki { get; init; } = RpkiMode.Off;

    /// <summary>Whether a file with a single flaw (a circle of providers, a line given twice, a bad line) is refused; otherwise flaws are counted and left out.</summary>
    public bool Strict { get; init; }

    public SightingsSettings Sightings { get; init; } = new();

    public IEnumerable<SettingsProblem> Check()
    {
        if (Rpki != RpkiMode.Off && Vrps is null)
            yield return new("Vrps", $"missing; Rpki is {Rpki}, so expected the path of what a relying party validated");
    }
}

/// <summary>When operators are asked what they see of an attack before the plan is made (mechanism, section 7).</summary>
public sealed class SightingsSettings
{
    public SightingsWhen When { get; init; } = SightingsWhen.Policy;

    /// <summary>Milliseconds that a plan waits for answers; later ones count for the next plan.</summary>
    [Between(100, 10_000)]
    public int DeadlineMs { get; init; } = 2000;

    /// <summary>Operators asked at once.</summary>
    [Between(1, 1024)]
    public int Concurrency { get; init; } = 64;
}

/// <summary>How long filters may stand, in seconds.</summary>
public sealed class LifetimeSettings
{
    [Between(300, 31_536_000)]
    public int DefaultSeconds { get; init; } = 3600;

    [Between(300, 31_536_000)]
    public int MaximumSeconds { get; init; } = 604_800;
}

/// <summary>Heartbeats to controllers.</summary>
public sealed class HeartbeatSettings
{
    [Between(5, 300)]
    public int Seconds { get; init; } = 30;
}
