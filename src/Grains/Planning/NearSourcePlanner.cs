using System.Collections.Immutable;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;
using NearSource.Attacks;
using NearSource.Choice;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Sightings;
using Sighting = Grains.Sightings.Sighting;

namespace Grains.Planning;

/// <summary>Translates between mitigations and the pure planner of NearSource.</summary>
/// <param name="known">Of the Internet; members' approved space is added from the consortium.</param>
/// <param name="policy">For requests that name none.</param>
/// <param name="ask">Operators asked at most by policies that choose.</param>
public sealed class NearSourcePlanner(PlanningView known, string policy, int ask) : IPlanner
{
    /// <summary>Asks those who see the attack, those first who see most.</summary>
    private const string Sightings = "sightings";

    private const string ByList = "manual";

    /// <summary>Plans anew, and calls for further operators where those that stand do not suffice, engage at most so many times as many as one plan may ask, those included that stand.</summary>
    private const int MostEngaged = 2;

    /// <summary>What choosing is to be best at.</summary>
    public Aim Aim { get; init; } = Aim.ByteHops;

    /// <summary>Most that all who are asked for one mitigation may charge together; null without limit.</summary>
    public double? CostLimit { get; init; }

    /// <summary>Every policy's name, in alphabetical order.</summary>
    public static ImmutableArray<string> PolicyNames { get; } = [.. Planner.PolicyNames.Append(Sightings).Distinct().Order(StringComparer.Ordinal)];

    public PlanOutcome Plan(PlanQuestion question, ConsortiumIndex consortium, DateTimeOffset now)
    {
        // Looks at every source, of which there may be a hundred thousand: once.
        var data = known.Current;
        var input = Input(question, consortium, data);
        var @class = ClassOf(question, input, consortium);
        input = input with { Class = @class.Class };

        var (name, result) = Chosen(input, question);
        if (name is Sightings or Planner.DefaultPolicy && question.Anew && result.Plan is { } plan && plan.Entries.Where(e => !question.Standing.ContainsKey(e.Operator)).Skip(Room(question)).ToList() is { Count: > 0 } beyond)
            (name, result) = WithRoomFor(plan, beyond, input, question);
        return Outcome(name, result, question, @class, data.Version, now);
    }

    private static (string Policy, PlanResult Result) Chosen(PlanInput input, PlanQuestion question)
    {
        // Where sources are made up only those who see it tell where it comes in, and where none were told nothing else does.
        var untold = input.Class == AttackClass.Spoofed || (input.Routes is not null && input.Sources.IsEmpty && input.Signature.Sources.IsEmpty);
        var bySight = input.Policy == Sightings || (input.Policy == Planner.DefaultPolicy && untold && Told(question).Any(s => s.Seen));
        return !bySight ? (input.Policy!, Planner.Plan(input))
            : input.Routes is not null && input.Sightings is not null && Planner.Plan(input with { Policy = Planner.DefaultPolicy }) is { Plan.Routed: true } byPaths ? (Sightings, byPaths)
            : BySightings(input, Told(question));
    }

    /// <summary>
    /// How many may be asked beside those that stand, who stay while they drop: otherwise each plan for an attack that moves, and each word of low health, would ask as many
    /// again. Who does not answer holds no place that another could have.
    /// </summary>
    private int Room(PlanQuestion question) => Math.Max(0, (MostEngaged * ask) - question.Engaged);

    /// <summary>
    /// How many further ones may be asked beside those that stand. Who takes another's place needs no room, and neither does the first help; policies that do not choose ask whom they name.
    /// Places are filled as if whoever had them had never been there: it may take several to do what one would have done, and a plan asks as many as it may. Beside a backstop
    /// nothing tells when they are enough.
    /// </summary>
    private int Further(PlanQuestion question)
    {
        var chooses = (question.Request.Policy ?? policy) is Sightings or Planner.DefaultPolicy;
        if (question.Further is not { } places)
            return chooses && !question.NobodyHelps ? Math.Min(ask, Room(question)) : ask;
        var free = chooses && !question.HasBackstop ? ask - question.Standing.Keys.Except(question.Except).Count() : 0;
        return Math.Min(ask, Math.Max(places, free));
    }

    /// <summary>
    /// The plan again without those it has no room for: what they would be worth is no reason to take it. Of the new ones the first are the most worthy, and nobody takes the
    /// place of the others.
    /// </summary>
    private (string Policy, PlanResult Result) WithRoomFor(Plan wide, List<PlanEntry> beyond, PlanInput input, PlanQuestion question)
    {
        var may = wide.Entries.Except(beyond).Select(e => e.Operator).Concat(question.Standing.Keys).ToHashSet(StringComparer.Ordinal);
        var (name, result) = Chosen(input with { Candidates = [.. input.Candidates.Where(c => may.Contains(c.MemberId))] }, question);
        if (result.Plan is not { } plan)
            return (name, result);
        var told = plan.Entries.Select(e => e.Operator).Concat(plan.Skipped.Select(s => s.Operator)).ToHashSet(StringComparer.Ordinal);
        return (name, result with
        {
            Plan = plan with
            {
                Skipped =
                [
                    .. plan.Skipped,
                    .. wide.Skipped.Concat(beyond.Select(e => new SkippedOperator(e.Operator, SkipCause.Limit, $"{question.Engaged} are engaged already, and at most {MostEngaged * ask} are by plans anew")))
                        .Where(s => !told.Contains(s.Operator)),
                ],
            },
        });
    }

    public SightingUse UseOf(HelpRequest request) => (request.Policy ?? policy) switch
    {
        Sightings => SightingUse.Needed,

        // Where sources are made up nothing else tells where the traffic comes in, and where that is doubtful nothing else tells whether they are.
        Planner.DefaultPolicy => AttackClassifier.Classify(request.Match, SourcesOf(request), known.Current.Origins) is { Class: AttackClass.Spoofed } or { Doubtful: true } ? SightingUse.Needed : SightingUse.Helpful,
        _ => SightingUse.None,
    };

    /// <summary>Those who see it, ordered by how much of it, which cannot be more than their ports take. Where nobody who could be asked sees it, as without sightings.</summary>
    private static (string Policy, PlanResult Result) BySightings(PlanInput input, ImmutableArray<Sighting> sightings)
    {
        var ports = input.Candidates.ToDictionary(c => c.MemberId, c => c.PortBps ?? double.PositiveInfinity, StringComparer.Ordinal);
        ImmutableArray<string> seeing =
        [
            .. sightings.Where(s => s.Seen && s.Operator != input.Asker && ports.ContainsKey(s.Operator))
                .OrderByDescending(s => Math.Min(s.Bps ?? 0, ports[s.Operator]))
                .ThenBy(s => s.Operator, StringComparer.Ordinal)
                .Select(s => s.Operator),
        ];
        if (seeing.IsEmpty || Planner.Plan(input with { Policy = ByList, Operators = seeing }).Plan is not { Entries.IsEmpty: false } plan)
            return (Planner.DefaultPolicy, Planner.Plan(input with { Policy = Planner.DefaultPolicy }));

        var answered = sightings.Where(s => s.Answered).Select(s => s.Operator).ToHashSet(StringComparer.Ordinal);
        // Nothing else tells what they are worth than how much of it each says it sees.
        double Seen(IEnumerable<string> members) => sightings.Where(s => s.Seen && ports.ContainsKey(s.Operator)).IntersectBy(members, s => s.Operator).Sum(s => Math.Min(s.Bps ?? 0, ports[s.Operator]));
        var standing = input.Candidates.Where(c => c.Standing).Select(c => c.MemberId).ToHashSet(StringComparer.Ordinal);
        var others = plan.Entries.Where(e => !standing.Contains(e.Operator)).ToList();
        var chosen = plan with
        {
            Worth = Seen(seeing) is > 0 and var all
                ? new(Seen(seeing.Take(input.Ask)) / all, Seen(input.InForce.Keys) / all, input.InForce.Keys.ToImmutableSortedDictionary(o => o, o => Seen([o]) / all, StringComparer.Ordinal))
                : null,
            Entries = [.. plan.Entries.Except(others.Skip(input.Ask)).Select(e => e with { Reason = "sees the attack cross its network" })],
            Skipped =
            [
                .. plan.Skipped.Select(s => s.Cause != SkipCause.NotListed ? s : s with { Reason = answered.Contains(s.Operator) ? "does not see the attack" : "did not say whether it sees the attack" }),
                .. others.Skip(input.Ask).Select(e => new SkippedOperator(e.Operator, SkipCause.Limit, $"sees the attack; {input.Ask} others see more of it")),
            ],
        };
        return (Sightings, new(chosen, null));
    }

    private PlanOutcome Outcome(string policy, PlanResult result, PlanQuestion question, Classification @class, string map, DateTimeOffset now)
    {
        if (result.Plan is not { } plan)
            return new(new PlanSummary { Policy = policy, At = now, Map = map, Skipped = ImmutableSortedDictionary<string, string>.Empty.Add("*", result.Refusal!) }, ImmutableSortedDictionary<string, Assignment>.Empty);

        return new(
            new PlanSummary
            {
                Policy = policy, Reach = plan.Reach, Unmapped = plan.Unmapped ?? 0, HopsSaved = plan.HopsSaved, At = now, Class = @class.ToString(), Notes = plan.Notes, Map = map, Guess = plan.Guessed ? ask : null,
                Doubted = [.. plan.Doubts.Select(d => d.Member).Order(StringComparer.Ordinal)],
                Skipped = plan.Skipped.ToImmutableSortedDictionary(s => s.Operator, s => s.Reason, StringComparer.Ordinal),
            },
            (question.Beside ? plan.Entries.Where(e => !question.Standing.ContainsKey(e.Operator)).Take(Further(question)) : plan.Entries).ToImmutableSortedDictionary(
                e => e.Operator,
                e => new Assignment { Share = e.ExpectedShare, Match = e.Match, Sources = e.Sources, Reason = e.Reason, Backstop = e.Backstop },
                StringComparer.Ordinal))
        {
            Full = question is { Beside: true, Further: null } && Further(question) == 0,
            Enough = question.Beside && plan.Sufficient == true,
            Value = plan.Worth is { } worth ? new(worth.Planned, worth.InForce, worth.Shares) : null,
        };
    }

    public string? Check(HelpRequest request, ConsortiumIndex consortium) => request.Policy is { } named && !PolicyNames.Contains(named)
        ? $"extensions.orchestrator.policy '{named}' is none of {string.Join(", ", PolicyNames)}"
        : request.Policy == ByList && request.Operators.IsEmpty ? "extensions.orchestrator.operators must name somebody with policy manual"
        : request.Operators.FirstOrDefault(o => consortium.Profile(o) is null or { Leaving: true } || consortium.Find(o)?.State != MemberState.Approved) is { } unknown ? $"extensions.orchestrator.operators: '{unknown}' is no operator that can be asked"
        : null;

    private PlanInput Input(PlanQuestion question, ConsortiumIndex consortium, PlanningData data)
    {
        var request = question.Request;
        var charged = question.Beside || question.Anew ? question.Standing.Keys.Sum(o => Math.Max(0, consortium.Profile(o)?.Cost ?? 0)) : 0;
        return new()
        {
            Signature = request.Match,
            Asker = question.Asker,
            Action = (Countermeasure)(int)request.Action,
            Sources = SourcesOf(request),
            WidestTarget = consortium.Find(question.Asker) is { } asker ? new(asker.MaxScopeV4, asker.MaxScopeV6) : WidestScope.Addresses,
            VolumeBps = request.AttackBps,

            // Where those who stand do not suffice, what was expected of them was wrong, and what is left cannot be told from it. Beside a backstop
            // there is no other, and nothing else asks for one.
            MaxBandwidthBps = question is { Beside: true, Further: null } or { Beside: true, HasBackstop: true } ? null : request.MaxBandwidthBps,
            Policy = request.Policy ?? policy,
            Operators = request.Operators,
            Candidates =
            [
                .. consortium.Snapshot.Operators.Where(o => !question.Except.Contains(o.Member) && Barred.Operator(o.Member, consortium) is null)
                    .Select(o => Candidate(o, question, consortium)),
            ],

            Ask = question.Beside ? Further(question) : ask,
            ReturningPath = request.HasReturningPath,
            Origins = data.Origins.WithApproved(consortium.Snapshot.Members
                .Where(m => m is { Kind: MemberKind.Operator, State: MemberState.Approved, Asns.IsEmpty: false })
                .SelectMany(m => m.Zones.Select(zone => new Origin(zone, m.Asns[0])))),
            Routes = data.Routes,
            Aim = Aim,

            // Those who stand are paid whether this plan names them again or not: who is left out of a plan anew stays for as long as it drops.
            CostLimit = CostLimit is { } limit ? Math.Max(0, limit - charged) : null,
            Sightings = Seen(question, consortium),
            InForce = question.InForce,
            InVain = question.InVain,
        };
    }

    /// <summary>By what the asker told, and by what members say in whose networks the sources would stand, those included that are not asked for filters.</summary>
    private static Classification ClassOf(PlanQuestion question, PlanInput input, ConsortiumIndex consortium) => AttackClassifier.Classify(
        new AttackEvidence(input.Signature, input.Sources, input.Origins)
        {
            Own = consortium.Find(question.Asker)?.Zones ?? [],
            Testimonies = input.Sightings is { } said ? Testimony.Of(input.Sources, input.Origins, [.. consortium.Snapshot.Operators.Select(o => Candidate(o, question, consortium))], said) : [],
            IsSeen = Told(question).Any(s => s.Seen && s.Operator != question.Asker),
        });

    private static ImmutableArray<AttackSource> SourcesOf(HelpRequest request) => [.. request.Sources.Select(s => s.Told)];

    /// <summary>What members said, as the estimator takes it; null when nobody answered, or when there is no volume to hold it against.</summary>
    private static SightingSet? Seen(PlanQuestion question, ConsortiumIndex consortium) =>
        question.Request.AttackBps is > 0 and var volume && Told(question) is var told && told.Any(s => s.Answered)
            ? new(
                [
                    .. told.Where(s => s.Answered).Select(s => new NearSource.Sightings.Sighting(
                        s.Operator, s.Seen ? s.Bps ?? 0 : 0, [.. s.Ingress.Select(i => new Ingress(i.Neighbour, i.Bps))], s.Sampling ?? 1) { PortBps = consortium.Profile(s.Operator)?.PortBps }),
                ],
                volume)
            : null;

    /// <summary>What operators said, but for those whose filters show that it is not so.</summary>
    private static ImmutableArray<Sighting> Told(PlanQuestion question) => question.Idle.IsEmpty
        ? question.Sightings
        : [.. question.Sightings.Where(s => !question.Idle.Contains(s.Operator)), .. question.Idle.Select(o => new Sighting(o, true))];

    private static Candidate Candidate(OperatorProfile profile, PlanQuestion question, ConsortiumIndex consortium) => Candidate(
        profile,
        question.Rooms.GetValueOrDefault(profile.Member) ?? new(
            FairShare.Rules(profile.RulesFree, question.Standing.GetValueOrDefault(profile.Member)), profile.AskedBps - question.Asked.GetValueOrDefault(profile.Member)),
        question,
        consortium);

    private static Candidate Candidate(OperatorProfile profile, OperatorRoom room, PlanQuestion question, ConsortiumIndex consortium) => new(
        profile.Member,
        profile.Kind switch { "exchange" => OperatorKind.Exchange, "scrubber" => OperatorKind.Scrubber, _ => OperatorKind.OnPath },
        profile.Asns,
        room.Rules,
        FairShare.Bps(profile.ScrubBps, room.OthersBps),

        // To whom is on the path the attack comes whether it is asked or not.
        profile.Kind == "scrubber" ? FairShare.Bps(profile.PortBps, room.OthersBps) : profile.PortBps,
        profile.Countermeasures.IsEmpty ? [Countermeasure.Mitigation, Countermeasure.Flowspec] : [.. profile.Countermeasures.Select(c => Enum.Parse<Countermeasure>(c, ignoreCase: true))],
        profile.IpVersions.IsEmpty ? IpVersions.Both : profile.IpVersions.Aggregate(IpVersions.None, (all, v) => all | (v == "v6" ? IpVersions.V6 : IpVersions.V4)),
        (question.Beside || question.Anew) && question.Standing.ContainsKey(profile.Member) ? 0 : Math.Max(0, profile.Cost ?? 0),
        consortium.Find(profile.Member)?.Zones ?? [],
        Reachable: !profile.Lost)
    {
        Participants = consortium.Find(profile.Member)?.Participants ?? [],
        Standing = question.Beside && question.Standing.ContainsKey(profile.Member),
    };
}
