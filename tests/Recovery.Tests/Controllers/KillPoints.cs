namespace Recovery.Tests.Controllers;

/// <summary>Every point at which the controller is killed: around each durable write, each call of the mitigator and each report.</summary>
internal static class KillPoints
{
    public static readonly string[] Ordered =
    [
        "store.write(accepted):start",
        "store.write(accepted):stop",
        Scenario.Answered,
        "mitigator.run(apply):start",
        Scenario.Applied,
        "mitigator.run(apply):stop",
        "store.write(applied):start",
        "store.write(applied):stop",
        "report.send(active):start",
        "report.send(active):stop",
    ];

    public static readonly string[] Withdrawn =
    [
        "store.write(withdrawn):start",
        "store.write(withdrawn):stop",
        "mitigator.run(withdraw):start",
        Scenario.TakenOut,
        "mitigator.run(withdraw):stop",
        "store.write(ended):start",
        "store.write(ended):stop",
        "report.send(ended):start",
        "report.send(ended):stop",
    ];

    public static readonly string[] All = [.. Ordered, .. Withdrawn];
}
