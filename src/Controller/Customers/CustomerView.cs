using System.Collections.Immutable;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>All that a status is made of, as of one moment.</summary>
/// <param name="Own">The own order's last known state; null: not ordered yet.</param>
/// <param name="OwnFailing">Why the own mitigator has not done it; null when it has.</param>
/// <param name="Helpers">The orchestrator's last status; null: none.</param>
/// <param name="ThereFailing">Why the orchestrator does not help; null while it does or was not asked.</param>
internal sealed record CustomerView(
    CustomerMitigation Mitigation,
    ImmutableArray<Prefix> Targets,
    HeldOrder? Own,
    string? OwnFailing,
    MitigationStatusUpdates? Helpers,
    DateTimeOffset HelpersAt,
    string? ThereFailing,
    FoldedFigures Figures);
