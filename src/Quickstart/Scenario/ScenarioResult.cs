using System.Globalization;

namespace Quickstart.Scenario;

/// <summary>How a scenario ended (contracts, ./run --once). The figures come from the asker's messages, the controllers' own logs and the data plane.</summary>
internal sealed record ScenarioResult
{
    /// <summary>Why it failed; null when it is ok.</summary>
    public string? Failure { get; init; }

    /// <summary>Operators that were ordered.</summary>
    public int Asked { get; init; }

    /// <summary>Those that acknowledged and report drops.</summary>
    public int Active { get; init; }

    /// <summary>Share of the attack that crosses a helper, 0..1.</summary>
    public double Reach { get; init; }

    /// <summary>Share of the attack that was dropped at the end, 0..1.</summary>
    public double Removed { get; init; }

    public double ResidueBps { get; init; }

    public TimeSpan FirstActive { get; init; }

    public TimeSpan AllActive { get; init; }

    /// <summary>Orders that a controller's own log does not show ended.</summary>
    public int Left { get; init; }

    public override string ToString() => Failure is { } reason
        ? $"scenario: failed {reason}"
        : string.Create(CultureInfo.InvariantCulture, $"scenario: ok asked={Asked} active={Active} reach={Reach * 100:0.0} removed={Removed * 100:0.0} residue_bps={ResidueBps:0} first_active_ms={FirstActive.TotalMilliseconds:0} all_active_ms={AllActive.TotalMilliseconds:0} left={Left}");
}
