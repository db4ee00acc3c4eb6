using System.Collections.Immutable;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Usage;
using Storage;

namespace Quickstart.Scenario;

/// <summary>The account of one mitigation, from the orchestrator's ledger.</summary>
internal sealed class UsageReader(SimulatedWorld world)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>The records, by operator, when there are as many as expected; those there are when that takes too long.</summary>
    public async Task<ImmutableArray<UsageRecord>> Read(MitigationKey mitigation, int expected, TimeSpan within, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        for (var tries = within / Every; ; tries--)
        {
            // Through the store: the journal writes the ledger's files behind its state.
            var records = ImmutableArray.CreateBuilder<UsageRecord>();
            await foreach (var entry in world.Orchestrator.GetRequiredService<IDocumentStore>().Ledger("mitigation", mitigation.ToString(), stop))
                if (entry.Event.Kind == UsageCommand.Kind)
                    records.Add(UsageRecord.Read(entry.Event.Content.Span));
            if (records.Count >= expected || tries <= 0)
                return [.. records.OrderBy(r => r.Operator, StringComparer.Ordinal)];
            await timer.WaitForNextTickAsync(stop);
        }
    }
}
