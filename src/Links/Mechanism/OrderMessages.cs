using Dots.Mechanism;
using Grains.Mitigations;
using Grains.Operators;
using Order = Grains.Operators.Order;

namespace Links.Mechanism;

/// <summary>Orders as messages of the JSON mechanism (mechanism, section 2).</summary>
internal static class OrderMessages
{
    public static MitigationRequest Request(Order order, string senderId, DateTimeOffset now) => new()
    {
        AlertId = order.Alert,
        SenderId = senderId,
        Action = (MitigationAction)(int)order.Action,
        Lifetime = Lifetime(order, now),
        Header = PacketHeader.FromMatch(order.Match),
        Info = new AttackInfo
        {
            AttackTypes = order.AttackTypes is { } types ? [.. types.Split(',')] : [], Started = order.Started, Severity = (AttackSeverity?)order.Severity,
            Ongoing = order.Ongoing, Direction = (AttackDirection?)order.Direction, Health = order.Health,
        },
        Vendor = order.Vendor is { } vendor ? Vendor(vendor) : null,
        Extension = new MitigationRequestExtension
        {
            Engagement = Engagement(order) with
            {
                Share = order.Share, Sources = [.. order.Sources.Select(s => new AttackSource { Prefix = s })],
                AcceptList = order.AcceptList, DropList = order.DropList, TunnelInformation = order.TunnelInformation, NextHop = order.NextHop,
            },
        },
    };

    private static Vendor Vendor(AttackVendor vendor) => new()
    {
        Name = vendor.Name, Version = vendor.Version,
        Payload = vendor is { Offset: null, Sample: null, Hash: null } ? null : new() { Offset = vendor.Offset, Hash = vendor.Hash, Content = vendor.Sample is { } sample ? [.. Convert.FromBase64String(sample)] : [] },
    };

    /// <summary>Which engagement, and no more: an order's sources would not fit the 64 KiB of a withdrawal, and it would never arrive.</summary>
    public static MitigationTerminationRequest Termination(Order order, string senderId) => new()
    {
        AlertId = order.Alert, SenderId = senderId, Extension = new MitigationTerminationExtension { Engagement = Engagement(order) },
    };

    private static EngagementOrder Engagement(Order order) => new()
    {
        Id = order.Engagement, Revision = order.Revision, NotAfter = order.NotAfter,
    };

    /// <summary>For controllers that look at the lifetime only: never longer than the absolute end.</summary>
    private static TimeSpan Lifetime(Order order, DateTimeOffset now) =>
        TimeSpan.FromSeconds(Math.Max(1, Math.Floor((order.NotAfter - now).TotalSeconds)));
}
