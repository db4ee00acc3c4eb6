using System.Collections.Immutable;
using System.Text.Json;
using Dots.Serving;
using Storage;
using Storage.Shells;

namespace Controller.Customers;

/// <summary>Keeps one customer's mitigation as a document of the controller's own store, and its history in that store's ledger.</summary>
internal sealed class CustomerStore(
    IDocumentStore store,
    string key,
    Lifetimes lifetimes,
    Action<CustomerMitigation, ImmutableArray<CustomerEvent>> written) : IStateStore<CustomerMitigation, CustomerEvent>
{
    public const string Type = "customer-mitigation";
    public const string State = "life";

    private readonly DocumentKey _key = new(Type, State, key);
    private string? _version;

    public async ValueTask<CustomerMitigation?> Read()
    {
        if (await store.Read(_key) is not { } document)
            return null;
        _version = document.Version;
        return CustomerJson.Read<CustomerMitigation>(document.Content.Span);
    }

    public async ValueTask Write(CustomerMitigation state, ImmutableArray<CustomerEvent> events)
    {
        var write = new DocumentWrite(_key, CustomerJson.Write(state))
        {
            Expected = _version,
            Events = [.. events.Where(e => e is not CustomerEvent.Counted).Select(e => ToLedger(state, e))],
            KeepUntil = state.Phase == CustomerPhase.Closed ? state.EndedAt + lifetimes.Remember : null,
        };
        // Only new mitigations need free room; refreshes and ends must be stored even on a full disk.
        var priority = events.Any(e => e is CustomerEvent.Accepted) ? WritePriority.Normal : WritePriority.Reserved;
        using (ControllerTrace.Watched ? ControllerTrace.Start("store.write", string.Join('+', events.Select(CustomerWords.Of))) : null)
            _version = await store.Write(write, priority);
        written(state, events);
    }

    private static LedgerEvent ToLedger(CustomerMitigation state, CustomerEvent happened) => new(
        happened.At,
        CustomerWords.Of(happened),
        JsonSerializer.SerializeToUtf8Bytes(new { customer = state.Customer, revision = state.Revision, why = CustomerWords.Why(happened) }));
}
