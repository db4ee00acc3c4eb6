using System.Collections.Immutable;
using Controller.Orders;
using Controller.Policy;
using Dots.Mechanism;

namespace Controller.Customers;

/// <summary>
/// The verdict on an order for a customer: the member's own policy, with the customer's zones in the place of its prefixes. What the consortium is offered
/// does not limit what this operator does for those who pay it; the mitigator says when there is no more room.
/// </summary>
internal sealed class OwnPolicy(MemberFiles files, CustomerFiles customers, RuleQuota quota, TimeProvider time)
{
    private static readonly ImmutableArray<MitigationAction> Every = [MitigationAction.Mitigation, MitigationAction.Blackhole, MitigationAction.Flowspec];

    public Verdict Judge(string customer, Order order, RequestedTerms asked, bool held = false)
    {
        var zones = customers.Current.Find(customer)?.Zones ?? [];
        var own = PrefixList.Parse(string.Join('\n', zones));
        var rules = files.Policy.ForCustomers();
        var policy = new OrderPolicy(() => rules, () => new(own), () => files.NeverFilter, Every, int.MaxValue, quota, time);
        return held ? policy.JudgeHeld(order, asked) : policy.Judge(order, asked);
    }
}
