using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>
/// What one operator is asked to do, as an extension of an order; of a termination too, because a withdrawal is the next revision of an order (mechanism, section 2; design, section 3).
/// </summary>
public sealed record EngagementOrder
{
    public string Id { get; init; } = "";

    /// <summary>Grows with every order of this engagement.</summary>
    public int Revision { get; init; }

    /// <summary>When the controller drops the filter by itself.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>Share of the attack that is expected there, 0..1.</summary>
    public double? Share { get; init; }

    /// <summary>Only those sources that are expected there.</summary>
    public ImmutableArray<AttackSource> Sources { get; init; } = [];

    /// <summary>Never to be dropped, whatever the match says.</summary>
    public ImmutableArray<FilterEntry> AcceptList { get; init; } = [];

    /// <summary>To be dropped as well.</summary>
    public ImmutableArray<FilterEntry> DropList { get; init; } = [];

    /// <summary>The tunnel that returns clean traffic to the target (mechanism, section 6).</summary>
    public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic to the target (mechanism, section 6).</summary>
    public string? NextHop { get; init; }
}
