using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Storage;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>Keeps one engagement's order as a document of the controller's own store, and its history in that store's ledger.</summary>
/// <param name="written">Called after every write that took effect.</param>
internal sealed class OrderStore(
    IDocumentStore store,
    string engagement,
    Action<HeldOrder, ImmutableArray<OrderEvent>> written,
    TimeProvider time) : IStateStore<HeldOrder, OrderEvent>
{
    public const string Type = "order";
    public const string State = "life";

    private readonly DocumentKey _key = new(Type, State, engagement);
    private string? _version;

    public async ValueTask<HeldOrder?> Read()
    {
        if (await store.Read(_key) is not { } document)
            return null;
        _version = document.Version;
        return HeldOrderJson.Read(document.Content.Span);
    }

    public async ValueTask Write(HeldOrder state, ImmutableArray<OrderEvent> events)
    {
        var write = new DocumentWrite(_key, HeldOrderJson.Write(state))
        {
            Expected = _version,
            Events = [.. events.Select(e => ToLedger(state, e))],
            // What may still be in the mitigator is never forgotten, however late it is.
            KeepUntil = state.Phase == OrderPhase.Over ? state.RememberUntil : null,
        };
        // Only new filters need free room; ends must be stored even on a full disk.
        var priority = events.Any(e => e is OrderEvent.Accepted or OrderEvent.Postponed) ? WritePriority.Normal : WritePriority.Reserved;
        using (Span(events))
            _version = await store.Write(write, priority);
        written(state, events);
    }

    private static Activity? Span(ImmutableArray<OrderEvent> events) =>
        ControllerTrace.Watched ? ControllerTrace.Start("store.write", string.Join('+', events.Select(OrderWords.Of))) : null;

    private LedgerEvent ToLedger(HeldOrder state, OrderEvent happened) => new(
        time.GetUtcNow(),
        OrderWords.Of(happened),
        JsonSerializer.SerializeToUtf8Bytes(new { revision = state.Revision, state = OrderWords.Of(state.Reported), reason = state.Reason }));
}
