using System.Collections.Immutable;
using System.Text.Json;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Usage;
using Storage;

namespace Quickstart.Scenario;

/// <summary>What the orchestrator's ledger says of one mitigation.</summary>
internal sealed class LedgerReader(SimulatedWorld world)
{
    private const string Planned = "planned";

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>What class of attack the first plan took it for, and why; null when there is no plan.</summary>
    public async Task<string?> Class(MitigationKey mitigation, CancellationToken stop)
    {
        await foreach (var entry in Entries(mitigation, stop))
            if (entry.Event.Kind == Planned)
            {
                using var content = JsonDocument.Parse(entry.Event.Content);
                return content.RootElement.TryGetProperty("class", out var @class) ? @class.GetString() : null;
            }

        return null;
    }

    /// <summary>The account's records, by operator, when there are as many as expected; those there are when that takes too long.</summary>
    public async Task<ImmutableArray<UsageRecord>> Usage(MitigationKey mitigation, int expected, TimeSpan within, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        for (var tries = within / Every; ; tries--)
        {
            var records = ImmutableArray.CreateBuilder<UsageRecord>();
            await foreach (var entry in Entries(mitigation, stop))
                if (entry.Event.Kind == UsageCommand.Kind)
                    records.Add(UsageRecord.Read(entry.Event.Content.Span));
            if (records.Count >= expected || tries <= 0)
                return [.. records.OrderBy(r => r.Operator, StringComparer.Ordinal)];
            await timer.WaitForNextTickAsync(stop);
        }
    }

    // Through the store: the journal writes the ledger's files behind its state.
    private IAsyncEnumerable<LedgerEntry> Entries(MitigationKey mitigation, CancellationToken stop) =>
        world.Orchestrator.GetRequiredService<IDocumentStore>().Ledger("mitigation", mitigation.ToString(), stop);
}
