using System.Globalization;
using Controller.Orders;

namespace Controller.Local;

/// <summary>Orders as lines for a terminal: first what waits for a person, then what filters, then what is over.</summary>
internal static class OrderTable
{
    /// <summary>Newest of those that are over; the journal has the others.</summary>
    private const int MostOver = 100;

    public static IEnumerable<string> Of(IEnumerable<OrderView> views, DateTimeOffset now)
    {
        var all = views.OrderBy(v => v.Order.Engagement, StringComparer.Ordinal).ToArray();
        OrderView[] shown =
        [
            .. all.Where(v => v.Order.Waiting is { Until: null }),
            .. all.Where(v => v.Order.Waiting is not { Until: null } && v.Order.Phase != OrderPhase.Over),
            .. all.Where(v => v.Order.Phase == OrderPhase.Over).OrderByDescending(v => v.Order.NotAfter).Take(MostOver),
        ];
        return shown.Length == 0 ? ["no orders"] : [.. shown.Select(v => Line(v, now)), .. all.Length > shown.Length ? [$"and {all.Length - shown.Length} more that are over"] : Array.Empty<string>()];
    }

    private static string Line(OrderView view, DateTimeOffset now)
    {
        var order = view.Order;
        List<string> parts = [$"{order.Engagement} r{order.Revision} {Word(order)}"];
        if (order.Phase != OrderPhase.Over && (order.Waiting?.Terms ?? order.Terms) is { } terms)
        {
            parts.Add($"{OrderWords.Of(terms.Treatment)} {terms.Match}");
            parts.Add($"ends in {Math.Max(0, (long)(order.NotAfter - now).TotalSeconds)} s");
        }

        if (order.Waiting is { } waiting)
            parts.Add(waiting.Until is { } until ? $"changes in {Math.Max(0, (long)(until - now).TotalSeconds)} s" : $"waits for 'controller approve {order.Engagement}': {waiting.Reason}");
        if (order.MayHold && view.Measured is { } measured)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"dropped {measured.Dropped.Packets} packets, {measured.Dropped.Bits} bits"));
        if (view.Efficacy is { } efficacy)
            parts.Add($"asker's health {efficacy.Health}, attack {OrderWords.Of(efficacy.Attack)}, {Math.Max(0, (long)(now - efficacy.At).TotalSeconds)} s ago");
        if (view.Failing is { } failing)
            parts.Add($"mitigator fails: {failing}");
        if (order.Reason is { } reason)
            parts.Add(order.Decline is { } code ? $"{OrderWords.Of(code)}: {reason}" : reason);
        return string.Join("; ", parts);
    }

    private static string Word(HeldOrder order) => order.Phase switch
    {
        OrderPhase.Waiting => "waiting",
        OrderPhase.Accepted => "being put in place",
        OrderPhase.Active => "active",
        OrderPhase.Ending => "being taken out",
        _ => OrderWords.Of(order.Reported),
    };
}
