using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;

namespace NearSource.Planning;

/// <summary>
/// What orders match on, by the attack's class (design, section 4, step 4): whether sources are added to the request's match, and in how few rows its targets can be
/// written. The choice of operators counts filter entries by the same.
/// </summary>
internal sealed class OrderShape
{
    private readonly Lazy<TrafficMatch> _merged;

    /// <param name="input">The request.</param>
    /// <param name="sourcesKnown">Whether anything is known of where the attack comes from.</param>
    public OrderShape(PlanInput input, bool sourcesKnown)
    {
        var request = input.Signature;

        // A black hole takes the target off, whoever sends. Made-up sources tell nothing, and a port that tells reflection needs none.
        var told = input.Class == AttackClass.Reflection && Reflectors.Told(request) is not null;
        var real = sourcesKnown && input.Class != AttackClass.Spoofed && input.Action != Countermeasure.Blackhole;
        BySources = real && (request.IsDestinationOnly || (request.Sources.IsEmpty && !told && input.Class is AttackClass.Direct or AttackClass.Reflection));
        NarrowsRows = real && !BySources && !request.Sources.IsEmpty && (request.IsSourcesOnly || (!told && input.Class is AttackClass.Direct or AttackClass.Reflection));

        // Sources that let everything in are as good as none; they would be rows beside those that are added.
        Targets = BySources && !request.Sources.IsEmpty ? new TrafficMatch { Destinations = [.. request.Destinations.Distinct()] } : request;
        _merged = new(() => Targets.MergeDestinations(input.WidestTarget));
    }

    /// <summary>Whether the sources expected at an operator are added to the request's match.</summary>
    public bool BySources { get; }

    /// <summary>Whether the request's own rows are narrowed to the sources expected at an operator.</summary>
    public bool NarrowsRows { get; }

    /// <summary>The match that sources are added to.</summary>
    public TrafficMatch Targets { get; }

    /// <summary>The same with targets that together are whole prefixes written as those: for who has too few entries.</summary>
    public TrafficMatch Merged => _merged.Value;

    /// <summary>Entries that an order takes for each of its sources, at least; null where it does not go by sources.</summary>
    public int? RowsASource => BySources ? Merged.Rows : NarrowsRows ? 1 : null;

    /// <summary>Of these sources those that may be added, which are inside the request's.</summary>
    public IReadOnlyList<WeighedSource> Within(PlanInput input, IReadOnlyList<WeighedSource> sources)
    {
        var (v4, v6) = (Targets.Destinations.Any(d => d.IsIPv4), Targets.Destinations.Any(d => d.IsIPv6));
        var allowed = input.Signature.Sources.IsEmpty ? null : new PrefixSet(input.Signature.Sources);
        return allowed is null && sources.All(s => s.Prefix.IsIPv4 ? v4 : v6) ? sources : [.. sources.Where(s => (s.Prefix.IsIPv4 ? v4 : v6) && allowed?.Covers(s.Prefix) != false)];
    }
}
