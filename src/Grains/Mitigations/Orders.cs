using Grains.Operators;

namespace Grains.Mitigations;

/// <summary>Writes orders from state, so that a repetition after a crash is the same message.</summary>
public static class Orders
{
    public static Order For(MitigationKey key, Mitigation mitigation, Engagement engagement) => new()
    {
        Engagement = key.Engagement(engagement.Operator),
        Revision = engagement.Revision,
        Alert = key.ControllersAlert,
        Withdraw = engagement.State == EngagementState.Withdrawing,
        Match = engagement.Assignment.Match,
        Action = engagement.Assignment.Action ?? mitigation.Request!.Action,
        NotAfter = engagement.End,
        Share = engagement.Assignment.Share,
        Sources = engagement.Assignment.Sources,
        AttackTypes = mitigation.Request!.AttackTypes,
        Started = mitigation.Request.Started,
        Severity = mitigation.Request.Severity,
        Ongoing = mitigation.Request.Ongoing,
        Direction = mitigation.Request.Direction,
        Health = mitigation.Request.Health,
        Vendor = mitigation.Request.Vendor,
        AcceptList = mitigation.Request.AcceptList,
        DropList = mitigation.Request.DropList,
        TunnelInformation = mitigation.Request.TunnelInformation,
        NextHop = mitigation.Request.NextHop,
    };
}
