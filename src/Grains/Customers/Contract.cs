using System.Collections.Immutable;
using System.Globalization;
using Dots.Serving;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>
/// What every member was promised, told with its registration (draft, 5.1.1): attacks above are not protected against. Absent values are no limit.
/// </summary>
public sealed record Contract
{
    public static readonly Contract Unlimited = new();

    /// <summary>thresholds_bps: bit/s.</summary>
    public long? ThresholdBps { get; init; }

    /// <summary>thresholds_pps: packets/s.</summary>
    public long? ThresholdPps { get; init; }

    /// <summary>How long an attack may last; counted from where the asker says it started, and from the acceptance of the mitigation.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>capable_attack_type; empty: all.</summary>
    public ImmutableArray<string> AttackTypes { get; init; } = [];

    /// <summary>What of the request the contract does not cover; null: nothing.</summary>
    /// <param name="acceptedAt">When its mitigation, which runs, was accepted; null: it is a first request.</param>
    internal Refused? Check(HelpRequest request, DateTimeOffset? acceptedAt, DateTimeOffset now)
    {
        if (request.HighestBps > ThresholdBps)
            return Over($"the attack's {request.HighestBps:0} bit/s are above thresholds_bps {ThresholdBps}");
        if (request.HighestPps > ThresholdPps)
            return Over($"the attack's {request.HighestPps:0} packets/s are above thresholds_pps {ThresholdPps}");
        if (Duration is { } longest)
        {
            if (now - request.Started > longest)
                return Over($"info.started: the attack lasts since {request.Started:u}, longer than duration {longest.TotalSeconds:0} s");
            if (now - acceptedAt > longest)
                return Over($"the mitigation runs since {acceptedAt:u}, longer than duration {longest.TotalSeconds:0} s");
        }

        var types = AttackTypes;
        return !types.IsEmpty && request.AttackTypes?.Split(',').FirstOrDefault(t => !types.Contains(t)) is { } unknown
            ? Over($"info.attack_types {unknown} is not among capable_attack_type {string.Join(',', types)}")
            : null;
    }

    /// <summary>The request with no longer lifetime than the contract has left: an indefinite one would run on without ever being refreshed.</summary>
    internal HelpRequest Clamp(HelpRequest request, DateTimeOffset? acceptedAt, Lifetimes lifetimes, DateTimeOffset now)
    {
        if (Duration is not { } longest)
            return request;
        var left = longest - (now - (acceptedAt < now ? acceptedAt.Value : now));
        var wanted = request.Lifetime ?? lifetimes.Default;
        return wanted == TimeSpan.Zero || wanted > left ? request with { Lifetime = left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1) } : request;
    }

    private static Refused Over(FormattableString what) => new(RefusalReason.OutsideContract, what.ToString(CultureInfo.InvariantCulture));
}
