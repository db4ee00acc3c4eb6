using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>
/// What each member may send: a budget for each kind of message, so that no flood of one kind, its own controller's heartbeats included, costs
/// a member its request, refresh or withdrawal (design, section 5). Whoever is no member yet has budgets of the same size apart from theirs, so that any
/// number of strangers costs members nothing.
/// </summary>
public sealed class MemberRates(int perSecond, int burst, TimeProvider time)
{
    /// <summary>More than there are members times messages; only those of members that are gone are ever too many.</summary>
    private const int MaximumOfMembers = 1_000_000;

    public const int MaximumOfStrangers = 10_000;

    private readonly Budgets _members = new(perSecond, burst, MaximumOfMembers, time);
    private readonly Budgets _strangers = new(perSecond, burst, MaximumOfStrangers, time);

    /// <summary>Null when a member may send it now; otherwise how long to wait.</summary>
    public TimeSpan? Wait(string member, MessageName name) => _members.Take(member, name);

    /// <summary>Null when somebody who is no member may send it now; otherwise how long to wait.</summary>
    public TimeSpan? WaitStranger(string senderId, MessageName name) => _strangers.Take(senderId, name);

    /// <summary>How many budgets are kept for strangers; for tests.</summary>
    public int Strangers => _strangers.Count;
}
