using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using NearSource.Origins;
using NearSource.Planning;

namespace Grains.Planning;

/// <summary>Translates between mitigations and the pure planner of NearSource.</summary>
/// <param name="known">Of the Internet; members' approved space is added from the consortium.</param>
/// <param name="policy">For requests that name none.</param>
/// <param name="ask">Operators asked at most by policies that choose.</param>
public sealed class NearSourcePlanner(PlanningView known, string policy, int ask) : IPlanner
{
    public PlanOutcome Plan(string asker, HelpRequest request, ImmutableArray<string> except, ConsortiumIndex consortium, DateTimeOffset now)
    {
        var result = Planner.Plan(Input(asker, request, except, consortium));
        if (result.Plan is not { } plan)
            return new(new PlanSummary { Policy = request.Policy ?? policy, At = now, Skipped = ImmutableSortedDictionary<string, string>.Empty.Add("*", result.Refusal!) }, ImmutableSortedDictionary<string, Assignment>.Empty);

        return new(
            new PlanSummary
            {
                Policy = plan.Policy, Reach = plan.Reach, Unmapped = plan.Unmapped ?? 0, At = now,
                Skipped = plan.Skipped.ToImmutableSortedDictionary(s => s.Operator, s => s.Reason, StringComparer.Ordinal),
            },
            plan.Entries.ToImmutableSortedDictionary(
                e => e.Operator,
                e => new Assignment { Share = e.ExpectedShare, Match = e.Match, Sources = e.Sources, Reason = e.Reason },
                StringComparer.Ordinal));
    }

    public string? Check(HelpRequest request, ConsortiumIndex consortium) => request.Policy is { } named && !Planner.PolicyNames.Contains(named)
        ? $"extensions.orchestrator.policy '{named}' is none of {string.Join(", ", Planner.PolicyNames)}"
        : request.Policy == "manual" && request.Operators.IsEmpty ? "extensions.orchestrator.operators must name somebody with policy manual"
        : request.Operators.FirstOrDefault(o => consortium.Profile(o) is null or { Leaving: true } || consortium.Find(o)?.State != MemberState.Approved) is { } unknown ? $"extensions.orchestrator.operators: '{unknown}' is no operator that can be asked"
        : null;

    private PlanInput Input(string asker, HelpRequest request, ImmutableArray<string> except, ConsortiumIndex consortium) => new()
    {
        Signature = request.Match,
        Asker = asker,
        Action = (Countermeasure)(int)request.Action,
        Sources = [.. request.Sources.Select(s => new AttackSource(s.Prefix, s.Weight))],
        VolumeBps = request.VolumeBps,
        MaxBandwidthBps = request.MaxBandwidthBps,
        Policy = request.Policy ?? policy,
        Operators = request.Operators,
        Candidates = [.. consortium.Snapshot.Operators.Where(o => !except.Contains(o.Member) && Barred.Operator(o.Member, consortium) is null).Select(o => Candidate(o, consortium))],
        Ask = ask,
        ReturningPath = request.HasReturningPath,
        Origins = known.Current.Origins.WithApproved(consortium.Snapshot.Members
            .Where(m => m is { Kind: MemberKind.Operator, State: MemberState.Approved, Asns.IsEmpty: false })
            .SelectMany(m => m.Zones.Select(zone => new Origin(zone, m.Asns[0])))),
    };

    private static Candidate Candidate(OperatorProfile profile, ConsortiumIndex consortium) => new(
        profile.Member,
        profile.Kind switch { "exchange" => OperatorKind.Exchange, "scrubber" => OperatorKind.Scrubber, _ => OperatorKind.OnPath },
        profile.Asns,
        profile.RulesFree,
        profile.ScrubBps,
        profile.PortBps,
        profile.Countermeasures.IsEmpty ? [Countermeasure.Mitigation, Countermeasure.Flowspec] : [.. profile.Countermeasures.Select(c => Enum.Parse<Countermeasure>(c, ignoreCase: true))],
        profile.IpVersions.IsEmpty ? IpVersions.Both : profile.IpVersions.Aggregate(IpVersions.None, (all, v) => all | (v == "v6" ? IpVersions.V6 : IpVersions.V4)),
        profile.Cost ?? 0,
        consortium.Find(profile.Member)?.Zones ?? [],
        Reachable: !profile.Lost);
}
