namespace Recovery.Tests.Orchestrators;

/// <summary>Every point at which the orchestrator is killed: around each durable write and each send, by what was going on.</summary>
internal static class KillPoints
{
    /// <summary>Members and registrations.</summary>
    public static readonly string[] Registered =
    [
        "store.write(consortium,*):start",
        "store.write(consortium,*):stop",
        "store.write(customer,*):start#2",
        "store.write(customer,*):stop#2",
    ];

    public static readonly string[] Stored =
    [
        "mitigation.ask:start",
        "store.write(mitigation,accepted):start",
        "store.write(mitigation,accepted):stop",
        "mitigation.ask:stop",
        Scenario.Asked,
    ];

    public static readonly string[] Planned =
    [
        "mitigation.plan:start",
        "mitigation.plan:stop",
        "store.write(mitigation,planned):start",
        "store.write(mitigation,planned):stop",
    ];

    public static readonly string[] Sent =
    [
        "order.send:start",
        "order.deliver(order,*):start",
        "order.deliver(order,*):start#2",
        Scenario.Ordered,
        "order.deliver(order,*):stop",
        "order.deliver(order,*):stop#2",
    ];

    public static readonly string[] Acknowledged =
    [
        "order.acknowledged:stop",
        "order.acknowledged:stop#2",
        "store.write(mitigation,engagement*):start",
        "store.write(mitigation,engagement*):stop",
    ];

    public static readonly string[] Reported =
    [
        "engagement.report(active):start",
        "engagement.report(active):stop",
        "engagement.active:stop then store.write(mitigation,engagement*):start",
        "engagement.active:stop then store.write(mitigation,engagement*):stop",
        "engagement.active:stop then status.push(planned):start",
        "engagement.active:stop then status.push(planned):stop",
    ];

    public static readonly string[] Withdrawn =
    [
        "mitigation.withdraw:start",
        "store.write(mitigation,ended*):start",
        "store.write(mitigation,ended*):stop",
        "mitigation.withdraw:stop",
        Scenario.Terminated,
        "order.deliver(withdrawal,*):start",
        "order.deliver(withdrawal,*):start#2",
        Scenario.Withdrawn,
        "order.deliver(withdrawal,*):stop",
        "order.deliver(withdrawal,*):stop#2",
        "store.write(mitigation,*closed*):start",
        "store.write(mitigation,*closed*):stop",
        "mitigation.withdraw:start then status.push(closed):start",
        "mitigation.withdraw:start then status.push(closed):stop",
    ];

    public static readonly string[] All = [.. Registered, .. Stored, .. Planned, .. Sent, .. Acknowledged, .. Reported, .. Withdrawn];
}
