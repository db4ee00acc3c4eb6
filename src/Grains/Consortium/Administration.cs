using Grains.Identity;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>Who may administer, and that a reason is given. Pure; part of every administrative command's decision.</summary>
internal static class Administration
{
    private const int LongestWhy = 500;

    /// <summary>For commands about the whole consortium.</summary>
    public static Refusal? NeedsConsortium(ConsortiumState state, Principal by, string why) =>
        state.Holds(by, Role.ConsortiumAdministrator) ? Reason(why) : NotAllowed(by, "consortium administrator");

    /// <summary>For approvals: an approver's, but nobody approves what its own member claims.</summary>
    public static Refusal? NeedsApprover(ConsortiumState state, Principal by, string member, string why) =>
        (by.Member != member && state.Holds(by, Role.Approver)) || state.Holds(by, Role.ConsortiumAdministrator) ? Reason(why) : NotAllowed(by, $"approver for {member}");

    /// <summary>For keys and tokens of one member: its own administrator will do.</summary>
    public static Refusal? NeedsMember(ConsortiumState state, Principal by, string member, string why) =>
        (by.Member == member && state.Holds(by, Role.MemberAdministrator)) || state.Holds(by, Role.ConsortiumAdministrator) ? Reason(why) : NotAllowed(by, $"administrator of {member}");

    private static Refusal NotAllowed(Principal by, string role) => new("not-allowed", $"{by.Member} (key {by.Key}) is no {role}");

    private static Refusal? Reason(string why) =>
        string.IsNullOrWhiteSpace(why) ? new("invalid", "a reason is needed: whoever meets this must know why")
        : why.Length > LongestWhy ? new("invalid", $"the reason is longer than {LongestWhy} characters")
        : null;
}
