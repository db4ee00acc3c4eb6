using System.Collections.Immutable;
using Hosting.Settings;

namespace Controller.Settings;

/// <summary>What a member writes for its controller (contracts, Settings; deploy/controller.appsettings.json.sample explains every key). Environment prefix CONTROLLER__.</summary>
public sealed class ControllerSettings : IChecksItself
{
    public const string Prefix = "CONTROLLER__";

    /// <summary>The member's id in the consortium; engagements name it.</summary>
    [MemberName]
    public required string Name { get; init; }

    public required OrchestratorSettings Orchestrator { get; init; }

    public required IdentitySettings Identity { get; init; }

    /// <summary>Where orders and status are received.</summary>
    public required ImmutableArray<ListenSettings> Listen { get; init; }

    public PolicySettings Policy { get; init; } = new();

    public MitigatorSettings Mitigator { get; init; } = new();

    public required PrefixesSettings Prefixes { get; init; }

    public NeverFilterSettings NeverFilter { get; init; } = new();

    public CustomersSettings Customers { get; init; } = new();

    public EscalationSettings Escalation { get; init; } = new();

    public DetectionSettings Detection { get; init; } = new();

    public SightingsSettings Sightings { get; init; } = new();

    public DataSettings Data { get; init; } = new();

    public required RegistrationSettings Registration { get; init; }

    /// <summary>Allows private and loopback addresses for the orchestrator, and a callback URL made from the first listener.</summary>
    public bool Development { get; init; }

    public TelemetrySettings Telemetry { get; init; } = new();

    public IEnumerable<SettingsProblem> Check()
    {
        if (Listen.IsEmpty)
            yield return new("Listen", "expected at least one listener: orders arrive there");
        if (Registration.CallbackUrl is null && !Development)
            yield return new("Registration:CallbackUrl", "missing; expected the https URL under which the orchestrator reaches Listen");
        if (Sightings is { Kind: SightingsKind.Command, Command: null } && Mitigator.Command is null)
            yield return new("Sightings:Command", "missing; Kind is command and Mitigator has none, so expected the path of an executable file");
    }
}
