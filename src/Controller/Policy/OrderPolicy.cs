using System.Collections.Immutable;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Policy;

/// <summary>This member's verdict on an order (design, section 5: the controller trusts nobody). Narrows, never widens.</summary>
/// <param name="registered">Actions the registration's countermeasures offer.</param>
/// <param name="rulesOffered">Entries the registration offers.</param>
internal sealed class OrderPolicy(
    Func<PolicyDocument> policy,
    Func<ProtectedSpace> own,
    Func<PrefixList> neverFilter,
    ImmutableArray<MitigationAction> registered,
    int rulesOffered,
    RuleQuota quota,
    TimeProvider time)
{
    /// <summary>Entries that further orders may take.</summary>
    public int RulesFree => Math.Max(0, (policy().RulesMax ?? rulesOffered) - quota.Taken);

    /// <summary>The checks in the order in which an operator would ask them; the first that fails declines. An accepted order has taken its entries.</summary>
    public Verdict Judge(Order order, RequestedTerms asked) => Judge(order, asked, held: false);

    /// <summary>The same of an order that was accepted before: it has its entries.</summary>
    public Verdict JudgeHeld(Order order, RequestedTerms asked) => Judge(order, asked, held: true);

    private Verdict Judge(Order order, RequestedTerms asked, bool held)
    {
        var (rules, space, never) = (policy(), own(), neverFilter());
        if (rules.Decline is { } all)
            return new Verdict.Decline(all.Code, all.Reason);

        return Action(asked, rules) ?? Lifetime(order, rules) ?? Targets(order, asked, rules, space, never) ?? Narrow(order, asked, rules, never, held);
    }

    private Verdict.Decline? Action(RequestedTerms asked, PolicyDocument rules) =>
        rules.Actions.Contains(asked.Action) && registered.Contains(asked.Action)
            ? null
            : new(DeclineCode.Unsupported, $"mitigation_action {(int)asked.Action} is not offered here");

    private Verdict.Decline? Lifetime(Order order, PolicyDocument rules) =>
        order.NotAfter > time.GetUtcNow().AddSeconds(rules.MaxLifetimeS) + OrderRules.Skew
            ? new(DeclineCode.Policy, $"orders last {rules.MaxLifetimeS} s at most here")
            : null;

    private static Verdict.Decline? Targets(Order order, RequestedTerms asked, PolicyDocument rules, ProtectedSpace space, PrefixList never)
    {
        foreach (var target in asked.Match.Destinations.Distinct())
        {
            var widest = target.IsIPv4 ? rules.WidestIPv4 : rules.WidestIPv6;
            if (target.Length < widest)
                return new(DeclineCode.Policy, $"target {target} is wider than /{widest}");
            if (space.Objection(target, Order.AskerOf(order.Engagement)) is { } objection)
                return new(DeclineCode.Unverified, objection);
            if (never.Overlaps(target))
                return new(DeclineCode.Policy, $"target {target} overlaps what is never filtered here");
        }

        return null;
    }

    private Verdict Narrow(Order order, RequestedTerms asked, PolicyDocument rules, PrefixList never, bool held)
    {
        if (asked.Match.KeepSources(s => !never.Overlaps(s)) is not { } match)
            return new Verdict.Decline(DeclineCode.Policy, "all its sources are never filtered here");

        // A hint that is empty says "from anywhere"; one that is left empty would say more than was ordered.
        ImmutableArray<AttackSource> expected = [.. asked.Engagement.Sources.Where(s => !never.Overlaps(s.Prefix))];
        if (expected.IsEmpty && !asked.Engagement.Sources.IsEmpty)
            return new Verdict.Decline(DeclineCode.Policy, "all sources expected here are never filtered here");

        var treatment = asked.Action == MitigationAction.Blackhole ? Treatment.Blackhole : TellsAttackFromService(match) ? Treatment.Drop : Treatment.Scrub;
        ImmutableArray<Prefix> exceptions = [.. never.All.Concat(FilterLists.Exceptions(asked.Engagement.AcceptList)).Distinct().Order()];
        var dropped = FilterLists.Droppable(asked.Engagement.DropList, match, never);
        var drops = FilterLists.SourcesAlone(dropped, match);
        if (FilterLists.DropEverything(drops, match))
            return new Verdict.Decline(DeclineCode.Policy, "its drop_list covers every source, which is a blackhole by another name");
        var terms = new OrderTerms(match, asked.Action, treatment, exceptions, drops) { Engagement = asked.Engagement with { Sources = expected, DropList = dropped }, Attack = asked.Attack };

        return Said(order, asked, terms, rules, out var needsApproval) ?? Room(order, terms, rules, needsApproval, held);
    }

    /// <summary>What this member's own rules say: of each part of the targets the first that covers it, of several parts the strictest.</summary>
    private Verdict.Decline? Said(Order order, RequestedTerms asked, OrderTerms terms, PolicyDocument rules, out string? needsApproval)
    {
        needsApproval = null;
        var (asker, lifetime) = (Order.AskerOf(order.Engagement), order.NotAfter - time.GetUtcNow());
        foreach (var country in asked.Match.Destinations.SelectMany(d => rules.Countries.Of(d)).Distinct().Order(StringComparer.Ordinal))
        {
            var at = rules.Orders.TakeWhile(rule => !rule.Covers(asker, asked, terms, lifetime, country)).Count();
            if (at < rules.Orders.Length && rules.Orders[at] is { Then: PolicyAnswer.Decline } declines)
                return new(declines.Code, declines.Words(at + 1));
            if (at < rules.Orders.Length && rules.Orders[at] is { Then: PolicyAnswer.Approval } approves)
                needsApproval ??= approves.Words(at + 1);
        }

        return null;
    }

    private Verdict Room(Order order, OrderTerms terms, PolicyDocument rules, string? needsApproval, bool held)
    {
        var limit = rules.RulesMax ?? rulesOffered;
        if (!held && !(rules.DryRun ? quota.Fits(order.Engagement, terms.Rules, limit) : quota.TryTake(order.Engagement, terms.Rules, limit)))
            return new Verdict.Decline(DeclineCode.Capacity, $"it takes {terms.Rules} filter entries; {Math.Max(0, limit - quota.Taken)} of {limit} are free");

        // Nothing is promised: it is never put in place.
        return rules.DryRun
            ? new Verdict.Decline(DeclineCode.Policy, $"dry run: would {(needsApproval is null ? "" : "ask for approval to ")}{OrderWords.Of(terms.Treatment)} traffic {terms.Match}")
            : new Verdict.Accept(terms, needsApproval);
    }

    /// <summary>
    /// Address, port and protocol of the target are what its users send to as well: to drop that would be a blackhole by another name, and so would
    /// any match that lets a whole destination in.
    /// </summary>
    private static bool TellsAttackFromService(TrafficMatch match) =>
        !match.CatchesWholeDestination()
        && (!match.Sources.IsEmpty || !match.SourcePorts.IsEmpty || !match.TcpFlags.IsEmpty || !match.Fragments.IsEmpty || !match.PacketLengths.IsEmpty
            || !match.IcmpTypes.IsEmpty || !match.IcmpCodes.IsEmpty || !match.Dscps.IsEmpty || !match.Ttls.IsEmpty);
}

/// <summary>What an order asks for, before this member's policy saw it.</summary>
/// <param name="Engagement">What it expects here, what it wants let through and dropped besides, how clean traffic returns.</param>
/// <param name="Attack">What the asker says of the attack; null: nothing.</param>
internal sealed record RequestedTerms(TrafficMatch Match, MitigationAction Action, EngagementOrder Engagement, AttackDescription? Attack = null);
