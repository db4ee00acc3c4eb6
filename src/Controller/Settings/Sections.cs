using System.Collections.Immutable;
using Controller.Orders;
using Dots.Mechanism;
using Hosting.Settings;

namespace Controller.Settings;

/// <summary>The orchestrator and how it is reached.</summary>
public sealed class OrchestratorSettings : IChecksItself
{
    /// <summary>Its base URL; its certificate must name the host, or <see cref="Name"/>.</summary>
    [Scheme("https")]
    public required Uri Url { get; init; }

    /// <summary>
    /// Common name or DNS name in its certificate, as server and as sender of orders; absent: the URL's host. Needed where every member
    /// answers under the same host, as on one machine.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Further orchestrators that are asked for help, in this order, when the one before cannot be reached or does not help. They give no orders.</summary>
    public ImmutableArray<FallbackSettings> Fallbacks { get; init; } = [];

    public LinkKind Link { get; init; } = LinkKind.Https;

    /// <summary>The mode of the listener at <see cref="Url"/>: how this side proves who it is, and with Signed the orchestrator too.</summary>
    public IdentityMode Mode { get; init; } = IdentityMode.Mutual;

    /// <summary>With Mode ServerOnly: the user this side comes as; absent: it signs its messages.</summary>
    public string? User { get; init; }

    /// <summary>With <see cref="User"/>: a file whose first line is its password; only its owner may be able to read it.</summary>
    [ExistingFile]
    public string? PasswordFile { get; init; }

    /// <summary>Seconds between heartbeats.</summary>
    [Between(5, 300)]
    public int HeartbeatSeconds { get; init; } = 30;

    /// <summary>Seconds between reports about an active filter; changes are reported at once.</summary>
    [Between(1, 60)]
    public int ReportSeconds { get; init; } = 5;

    public IEnumerable<SettingsProblem> Check()
    {
        if (User is not null && PasswordFile is null)
            yield return new("PasswordFile", $"missing; expected the path of the file that holds the password of User {User}");
        if (User is null && PasswordFile is not null)
            yield return new("User", "missing; expected the user whose password PasswordFile holds");
        if (User is { } user && (user.Length is 0 or > 64 || user.Any(c => char.IsControl(c) || c == ':')))
            yield return new("User", "expected 1 to 64 characters without ':'");
    }
}

/// <summary>One further orchestrator.</summary>
public sealed class FallbackSettings
{
    [Scheme("https")]
    public required Uri Url { get; init; }

    /// <summary>As <see cref="OrchestratorSettings.Name"/>.</summary>
    public string? Name { get; init; }
}

/// <summary>How orchestrator and controller talk.</summary>
public enum LinkKind
{
    Https,
}

/// <summary>The member's own rules for orders.</summary>
public sealed class PolicySettings
{
    /// <summary>JSON, see deploy/policy.json.sample; absent: its defaults.</summary>
    [ExistingFile]
    public string? File { get; init; }

    /// <summary>A prefix, a tab and a country's two letters a line, for rules that ask for one.</summary>
    [ExistingFile]
    public string? Countries { get; init; }
}

/// <summary>What puts filters in place.</summary>
public sealed class MitigatorSettings : IChecksItself
{
    public MitigatorKind Kind { get; init; } = MitigatorKind.Log;

    /// <summary>With kind command: an executable file (contracts, Controller's mitigator).</summary>
    [ExistingFile]
    public string? Command { get; init; }

    public IEnumerable<SettingsProblem> Check()
    {
        if (Kind == MitigatorKind.Command && Command is null)
            yield return new("Command", "missing; Kind is command, so expected the path of an executable file");
        if (Kind != MitigatorKind.Command && Command is not null)
            yield return new("Command", $"not used with Kind {Kind}; expected Kind command, or no Command");
    }
}

public enum MitigatorKind
{
    /// <summary>Writes what it would do into the log and changes nothing.</summary>
    Log,

    /// <summary>Runs the member's own command.</summary>
    Command,
}

/// <summary>Whose address space may be protected here, by prefix, by AS, or both; a target that neither covers is declined as unverified.</summary>
public sealed class PrefixesSettings : IChecksItself
{
    /// <summary>A prefix a line.</summary>
    [ExistingFile]
    public string? File { get; init; }

    /// <summary>What this member's relying party validated: rpki-client's JSON, or CSV; plain, .gz or .bz2. What it gives to <see cref="Asns"/> may be protected.</summary>
    [ExistingFile]
    public string? Vrps { get; init; }

    /// <summary>With <see cref="Vrps"/>: an AS number a line, optionally a tab and the id of the only member that may ask for its space.</summary>
    [ExistingFile]
    public string? Asns { get; init; }

    public IEnumerable<SettingsProblem> Check()
    {
        if (File is null && Vrps is null)
            yield return new("File", "missing; expected the path of a file of prefixes, or Vrps and Asns");
        if (Vrps is not null && Asns is null)
            yield return new("Asns", "missing; with Vrps, expected the path of a file of AS numbers whose space may be protected");
        if (Vrps is null && Asns is not null)
            yield return new("Vrps", "missing; with Asns, expected the path of what a relying party validated");
    }
}

/// <summary>What is never filtered here.</summary>
public sealed class NeverFilterSettings
{
    /// <summary>A prefix a line; see deploy/never-filter.sample.</summary>
    [ExistingFile]
    public string? File { get; init; }
}

/// <summary>What the member tells the consortium about itself (mechanism, sections 2 and 3).</summary>
public sealed class RegistrationSettings
{
    [NotBlank]
    public required string CustomerName { get; init; }

    /// <summary>Base URL under which the orchestrator reaches <see cref="ControllerSettings.Listen"/>.</summary>
    [Scheme("https")]
    public Uri? CallbackUrl { get; init; }

    /// <summary>Prefixes the member may ask protection for.</summary>
    [Prefixes]
    public required ImmutableArray<string> Zones { get; init; }

    [AsNumbers]
    public ImmutableArray<long> Asns { get; init; } = [];

    /// <summary>Where the network stands in the path of traffic.</summary>
    public OperatorKind Kind { get; init; } = OperatorKind.OnPath;

    /// <summary>What orders may ask for.</summary>
    public ImmutableArray<MitigationAction> Countermeasures { get; init; } = [MitigationAction.Mitigation, MitigationAction.Flowspec];

    /// <summary>Filter entries the member gives to the consortium.</summary>
    [Between(0, 1_000_000)]
    public int RulesMax { get; init; } = 1000;

    /// <summary>Bits per second that can be scrubbed.</summary>
    [Between(0, 1e16)]
    public long ScrubBps { get; init; }

    /// <summary>Bits per second of the ports towards others; null: not told. What this member sees of an attack is never believed to be more.</summary>
    [Between(1, 1e16)]
    public long? PortBps { get; init; }

    /// <summary>What the member charges, in the consortium's unit; lower is asked first.</summary>
    [Between(0, 1e9)]
    public double Cost { get; init; }

    /// <summary>Whom to call at night.</summary>
    public string? Noc { get; init; }
}
