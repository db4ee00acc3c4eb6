using System.Diagnostics;
using Event = Controller.Customers.CustomerEvent;

namespace Controller.Customers;

/// <summary>The words for customers' mitigations in log and ledger.</summary>
internal static class CustomerWords
{
    /// <summary>Stable name of what happened.</summary>
    public static string Of(Event happened) => happened switch
    {
        Event.Accepted => "accepted",
        Event.Refreshed => "refreshed",
        Event.Rescoped => "rescoped",
        Event.Renewed => "renewed",
        Event.Escalated => "escalated",
        Event.OverThere => "over-there",
        Event.Counted => "counted",
        Event.Ended { Reason: CustomerEnd.Expired } => "expired",
        Event.Ended { Reason: CustomerEnd.Ceased } => "ceased",
        Event.Ended => "withdrawn",
        Event.OverHere => "over-here",
        Event.Closed => "closed",
        _ => throw new UnreachableException(),
    };

    /// <summary>What a person wants to know with it; null: nothing more.</summary>
    public static string? Why(Event happened) => happened switch
    {
        Event.Accepted e => $"{CustomerMatch.Of(e.Request)} until {Until(e.End)}",
        Event.Refreshed e => $"until {Until(e.End)}",
        Event.Rescoped e => $"{CustomerMatch.Of(e.Request)} until {Until(e.End)}",
        Event.Escalated e => $"{e.Server} asked as {e.Alert}: {e.Reason}{(e.Instead is { } instead ? $"; {instead}" : "")}",
        Event.OverThere e => e.Alert,
        Event.Ended e => e.By,
        _ => null,
    };

    private static string Until(DateTimeOffset end) => end == DateTimeOffset.MaxValue ? "further notice" : $"{end:u}";
}
