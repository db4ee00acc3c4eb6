using NearSource.Origins;
using NearSource.Routes;

namespace Grains.Planning;

/// <summary>What is known of the Internet beside the members: replaced as a whole when a file changes. Immutable.</summary>
public sealed record PlanningData
{
    /// <summary>Nothing is known.</summary>
    public static readonly PlanningData None = new();

    /// <summary>Which data these are: other data, another text. Empty: nothing is known, or it never changes.</summary>
    public string Version { get; init; } = "";

    /// <summary>Since when they are what plans are made of.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Who is whose provider, customer and peer, with the paths that follow; null: unknown.</summary>
    public RouteCache? Routes { get; init; }

    /// <summary>Who originates which addresses.</summary>
    public OriginTable Origins { get; init; } = OriginTable.Empty;

    /// <summary>Who holds which addresses, as signed.</summary>
    public RpkiCover Rpki { get; init; } = RpkiCover.Empty;
}

/// <summary>The newest <see cref="PlanningData"/>, for whoever decides now.</summary>
public sealed class PlanningView(RpkiMode rpki = RpkiMode.Off)
{
    private volatile PlanningData _current = PlanningData.None;

    /// <summary>What a covering payload is needed for.</summary>
    public RpkiMode Rpki { get; } = rpki;

    public PlanningData Current
    {
        get => _current;
        set => _current = value;
    }
}

/// <summary>What the RPKI decides about targets (design, section 5).</summary>
public enum RpkiMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Targets that no payload covers for the member are never blackholed, and are told to the log.</summary>
    Warn,

    /// <summary>They are refused, unless an administrator overruled with a recorded reason.</summary>
    Require,
}
