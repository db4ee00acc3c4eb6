using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Grains.Planning;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>
/// A plan for everybody anew, beside the filters that stand (decisions/013): when the attack, the map of the Internet, or what is seen of both has changed. It is taken only
/// when it is worth more than they are; they stay meanwhile, and who is left out stays as long as it still drops.
/// </content>
public sealed partial class MitigationRules
{
    /// <summary>A mitigation is planned for everybody anew at most this often, and not within <see cref="RecruitEvery"/> of a call for further operators.</summary>
    public static readonly TimeSpan ReplanEvery = TimeSpan.FromSeconds(60);

    /// <summary>What the asker itself tells is waited with for this long only: it looks at the attack, and first requests know little of it.</summary>
    public static readonly TimeSpan ShiftEvery = TimeSpan.FromSeconds(10);

    /// <summary>Who is late with what it sees, and brings about plans that change nothing, brings about the next one after this long at most.</summary>
    public static readonly TimeSpan LateAtMost = TimeSpan.FromMinutes(15);

    /// <summary>After other data came, each mitigation is planned anew at a time of its own within this: hundreds may run.</summary>
    public static readonly TimeSpan ReplanWithin = TimeSpan.FromMinutes(4);

    /// <summary>A new plan is taken when it is worth more than the filters in force by more than this part of their worth.</summary>
    public const double Hysteresis = 0.05;

    /// <summary>A figure of the asker's that differs by less than this part of the greater one is the same.</summary>
    public const double SameFigure = 0.25;

    /// <summary>Sources are the same while less than this part of the attack comes from elsewhere than what was planned for: digits change with every refresh.</summary>
    public const double SameShares = 0.1;

    /// <summary>A filter that drops less than a quarter of its share, by what the others drop of theirs, for this long, was put in the wrong place.</summary>
    public static readonly TimeSpan WeakAfter = TimeSpan.FromMinutes(2);

    /// <summary>Filters in the wrong place bring about a new plan at most this often: if the next one does not know better, the one after it will not either.</summary>
    public static readonly TimeSpan WeakEvery = TimeSpan.FromMinutes(10);

    /// <summary>Of whom less is expected, nobody wonders when less than that comes.</summary>
    private const double WorthWondering = 0.05;

    private const double WeakPart = 0.25;

    /// <summary>Of <see cref="ReplanEvery"/> until <see cref="LateAtMost"/>.</summary>
    private const int MostDoublings = 4;

    /// <summary>Of fewer that count, nobody can tell which of them is the odd one.</summary>
    private const int Comparable = 3;

    /// <summary>Between two counts lies about this much time at least, whatever the clock says of when they were stored.</summary>
    private static readonly TimeSpan Uneven = TimeSpan.FromSeconds(30);

    /// <summary>When this mitigation is planned anew after other data came at a time. The same in every process, and spread evenly over all mitigations.</summary>
    public static DateTimeOffset Turn(string key, DateTimeOffset since) =>
        since + (ReplanWithin * (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) / (double)uint.MaxValue));

    private static bool MayReplan(Mitigation state, DateTimeOffset now) => MayRecruit(state)
        && (state.Shifted is not null ? now >= state.PlannedAt + ShiftEvery && now >= state.WeighedAt + ShiftEvery : now >= state.PlannedAt + RecruitEvery && now >= state.WeighedAt + ReplanEvery);

    /// <summary>Why everybody should be planned anew; null: nothing has changed.</summary>
    private static MitigationEvent.Replanning? Reason(Mitigation state, MitigationCommand.Tick tick, DateTimeOffset now)
    {
        if (state.Shifted is { } shifted)
            return new(shifted, OtherPaths: HasOtherSources(state, state.Request!)) { At = now };
        if (Heeded(state, tick.Late, now) is { IsEmpty: false } late)
            return new($"{string.Join(", ", late)} told too late for the last plan what to see of the attack", late) { At = now };
        return tick.Map is { } map && map != state.Plan!.Map && now >= Turn(state.Key, tick.MapSince) ? new("the map of the Internet has changed", OtherPaths: true) { At = now }
            : now >= state.WeakToldAt + WeakEvery && Weak(state, now) is { IsEmpty: false } weak ? new($"next to nothing comes through {string.Join(", ", weak)}") { At = now }
            : null;
    }

    /// <summary>Those whose late word is worth a plan: who is late with other figures each time would otherwise have everybody asked and planned for every minute.</summary>
    private static ImmutableArray<string> Heeded(Mitigation state, ImmutableArray<string> late, DateTimeOffset now) =>
        late.IsDefaultOrEmpty ? [] : [.. late.Where(o => !(state.Unheeded.GetValueOrDefault(o)?.Until > now))];

    /// <summary>Twice as long until the next after each plan that their word brought about, until one is taken.</summary>
    private static ImmutableSortedDictionary<string, Unheeded> NotHeededSoon(Mitigation state, MitigationEvent.Replanning replanning) => replanning.Late.IsDefault ? state.Unheeded
        : state.Unheeded.SetItems(replanning.Late.Select(o => (Operator: o, Plans: Math.Min((state.Unheeded.GetValueOrDefault(o)?.Plans ?? 0) + 1, MostDoublings)))
            .Select(o => KeyValuePair.Create(o.Operator, new Unheeded(o.Plans, replanning.At + (ReplanEvery * (1 << o.Plans) is var pause && pause < LateAtMost ? pause : LateAtMost)))));

    /// <summary>What the asker tells now that it did not tell when it was planned; null: the same attack.</summary>
    private static string? Shift(Mitigation state, MitigationEvent.Refreshed told) =>
        told.OtherSources && HasOtherSources(state, told.Request) ? "the asker tells other sources"
        : Differs(state.PlannedVolume, told.Request.VolumeBps) ? "the asker tells another volume"
        : Differs(state.Request!.MaxBandwidthBps, told.Request.MaxBandwidthBps) ? "the asker tells another bandwidth"
        : null;

    private static bool HasOtherSources(Mitigation state, HelpRequest told) => SourceSketch.Distance(state.PlannedSources, told.SketchOfSources) >= SameShares;

    private static bool Differs(double? before, double? now) => now is { } told && (before is not { } known || Math.Abs(told - known) > SameFigure * Math.Max(told, known));

    private static ImmutableArray<string> Weak(Mitigation state, DateTimeOffset now) =>
        [.. state.Engagements.Values.Where(g => g.State == EngagementState.Active && Tells(g, now) && g.WeakSince + WeakAfter <= now).Select(g => g.Operator)];

    /// <summary>Filters through which the attack does not come, whatever was expected of them.</summary>
    internal static ImmutableArray<string> NotSeeing(Mitigation state, DateTimeOffset now) =>
        [.. Weak(state, now).Concat(state.Engagements.Values.Where(g => g.State == EngagementState.Active && Tells(g, now) && IsIdle(state, g, IdleAfter, now)).Select(g => g.Operator)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Those that stand and help, with their filters.</summary>
    internal static IEnumerable<Engagement> Helping(Mitigation state, DateTimeOffset now) => state.Engagements.Values.Where(g => g.Stands && Loss(state, g, now) is null);

    /// <summary>Whom a plan for everybody leaves out: like a call for further ones, and who stands without helping.</summary>
    private static ImmutableArray<string> NotAnew(Mitigation state, DateTimeOffset now)
    {
        var helping = Helping(state, now).Select(g => g.Operator).ToHashSet(StringComparer.Ordinal);
        return [.. NotAgain(state, now).Where(o => !helping.Contains(o))];
    }

    private static Decision<MitigationEvent> Anew(Mitigation state, MitigationCommand.Plan plan, DateTimeOffset now)
    {
        var chosen = plan.Assignments.RemoveRange(NotAnew(state, now));
        return IsBetter(plan.Value, Helping(state, now).Any()) || (state.CutDown && NeedsNoSources(state, chosen, now))
            ? new MitigationEvent.Replanned(plan.Summary, chosen, plan.Value) { At = now }
            : new MitigationEvent.Kept(plan.Summary, plan.Value) { At = now };
    }

    /// <summary>Where nothing tells what a plan is worth, it is no reason to change anything.</summary>
    private static bool IsBetter(PlanValue? value, bool anybodyHelps) =>
        !anybodyHelps || (value is not null && value.Planned > (value.InForce * (1 + Hysteresis)) + 1e-9);

    /// <summary>
    /// Whether the narrower header tells by itself what sources told before: whom the plan asks again filters all that it does, and what comes from sources that nobody
    /// named, of which nothing tells the worth.
    /// </summary>
    private static bool NeedsNoSources(Mitigation state, ImmutableSortedDictionary<string, Assignment> chosen, DateTimeOffset now)
    {
        var again = Helping(state, now).Where(g => chosen.ContainsKey(g.Operator)).ToList();
        return again.Exists(g => !g.Assignment.Match.Sources.IsEmpty)
            && again.TrueForAll(g => chosen[g.Operator].Match is { Sources.IsEmpty: true } wanted && g.Assignment.Match.IsWithin(wanted));
    }

    private Mitigation Replanned(Mitigation state, MitigationEvent.Replanned plan)
    {
        var known = state.Engagements;
        var found = plan.Assignments.Keys.Count(o => known.GetValueOrDefault(o) is not { Stands: true });
        state = Weighed(state, plan.Summary, plan.Value, plan.At) with
        {
            PlannedAt = plan.At, Missing = Math.Max(0, state.Missing - found), Unheeded = Mitigation.NobodyUnheeded,
        };
        var fresh = Ordered(state, plan.Assignments.RemoveRange(known.Values.Where(g => g.Stands).Select(g => g.Operator)), plan.At);
        foreach (var standing in known.Values.Where(g => g.Stands))
            fresh = fresh.With(standing.Operator, g => plan.Assignments.TryGetValue(g.Operator, out var wanted)
                ? Stays(g, wanted with { Action = wanted.Action ?? state.Request!.Action }, lifetimes.OrderEnd(state.End, plan.At), plan.At)
                : g with { Next = null, Expected = 0, GoneSince = g.GoneSince ?? plan.At });
        return fresh;
    }

    /// <summary>Who stays gets another order only when its terms are others.</summary>
    private static Engagement Stays(Engagement known, Assignment wanted, DateTimeOffset end, DateTimeOffset at) =>
        (SameTerms(known.Assignment, wanted) ? known with { Next = null }
            : MayChange(known, wanted, at) ? Ordered(known.Operator, known, wanted, end, at)
            : known with { Next = wanted }) with { Expected = wanted.Share, GoneSince = null };

    private static Mitigation Kept(Mitigation state, MitigationEvent.Kept kept) => Weighed(state, kept.Summary, kept.Value, kept.At);

    /// <summary>What is expected of those that stand is known anew; who expects nothing any more has it said since when.</summary>
    private static Mitigation Weighed(Mitigation state, PlanSummary summary, PlanValue? value, DateTimeOffset at)
    {
        state = state with
        {
            Plan = summary with { Skipped = Mitigation.NobodySkipped }, PlannedWave = state.Wave, WeighedAt = at, PlannedVolume = state.Request!.VolumeBps, SourcesMoved = false, CutDown = false,
        };
        if (value is null)
            return state;
        foreach (var engagement in state.Engagements.Values.Where(g => g.Stands))
        {
            var share = value.Shares.GetValueOrDefault(engagement.Operator);
            state = state.With(engagement.Operator, g => g with { Expected = share, GoneSince = share < Expected ? g.GoneSince ?? at : null });
        }

        return state;
    }

    /// <summary>
    /// Of whom nothing is expected any more, for a while, and who has nothing to drop, as it says if it filters: while somebody else filters of whom something is, so that
    /// two of whom nothing is are not let go because of each other.
    /// </summary>
    private static ImmutableArray<string> Gone(Mitigation state, DateTimeOffset now) => state.Engagements.Values.Any(o => o is { State: EngagementState.Active, GoneSince: null })
        ? [.. state.Engagements.Values
            .Where(g => g.Stands && g.GoneSince + ReleaseAfter <= now && !(g.MatchedAt > now - IdleAfter) && (Tells(g, now) || (g.State != EngagementState.Active && !(g.FiltersUntil > now))))
            .Select(g => g.Operator)]
        : [];

    /// <summary>
    /// Who dropped far less of its share since the last count than the others of theirs: when all drop less the attack itself is less. The middle one of the others counts, so
    /// that no single one that counts too much makes them all look weak; with two others the lower. Who says more than there is is not looked at.
    /// </summary>
    private static Mitigation Judged(Mitigation before, Mitigation state, DateTimeOffset at)
    {
        var told = state.Engagements.Values
            .Where(g => g.State == EngagementState.Active && g.ToldAt == at && (g.ExpectedShare >= Expected || IsGuessed(state, g)) && at >= MitigationChanges.Later(g.TermsAt, g.ActiveSince ?? g.Since) + IdleAfter).ToList();
        foreach (var engagement in told)
            if (Overstates(before, state, engagement, at) is var overstates && overstates != engagement.Overstates)
                state = state.With(engagement.Operator, g => g with { Overstates = overstates });

        var judged = told.Where(g => g.ExpectedShare >= Expected && !state.Engagements[g.Operator].Overstates).ToList();
        var bits = judged.All(g => Bits(state, g) > 0 || Packets(state, g) == 0);
        double OfShare(Engagement g) => Math.Max(0, bits ? Bits(state, g) - Bits(before, g) : Packets(state, g) - Packets(before, g)) / g.ExpectedShare;
        double[] ascending = [.. judged.Select(OfShare).Order()];
        foreach (var engagement in told)
        {
            var own = OfShare(engagement);
            var weak = ascending.Length >= Comparable && engagement.ExpectedShare >= WorthWondering && !state.Engagements[engagement.Operator].Overstates
                && own < WeakPart * MiddleOfOthers(ascending, own);
            if (weak != engagement.WeakSince is not null)
                state = state.With(engagement.Operator, g => g with { WeakSince = weak ? at : null });
        }

        return state;
    }

    /// <summary>The lower median without one of the figures, which is among them.</summary>
    private static double MiddleOfOthers(double[] ascending, double own)
    {
        var middle = (ascending.Length - 2) / 2;
        return ascending[middle >= Array.BinarySearch(ascending, own) ? middle + 1 : middle];
    }

    /// <summary>
    /// Whether it says that it drops more than the whole attack, as far as the asker knows how much that is: one whose link is full does not. Twice as much, since counters
    /// are read at uneven times.
    /// </summary>
    private static bool Overstates(Mitigation before, Mitigation state, Engagement engagement, DateTimeOffset at)
    {
        if (before.Engagements[engagement.Operator].ToldAt is not { } last || state.Request is not { } request || request.VolumeBps >= (1 - SameFigure) * request.MaxBandwidthBps)
            return false;
        var seconds = Math.Max((at - last).TotalSeconds, Uneven.TotalSeconds);
        return Exceeds(Bits(state, engagement) - Bits(before, engagement), request.VolumeBps, request.HighestBps, request.PeakBps, state.PlannedVolume)
            || Exceeds(Packets(state, engagement) - Packets(before, engagement), request.HighestPps, request.PeakPps);

        bool Exceeds(double counted, params ReadOnlySpan<double?> rates)
        {
            double? most = null;
            foreach (var rate in rates)
                most = rate > 0 && !(rate < most) ? rate : most;
            return counted > 2 * seconds * most;
        }
    }

    private static double Bits(Mitigation state, Engagement g) => state.Counts.GetValueOrDefault(g.Operator)?.Totals.DroppedBits ?? 0;

    private static double Packets(Mitigation state, Engagement g) => state.Counts.GetValueOrDefault(g.Operator)?.Totals.DroppedPackets ?? 0;
}
