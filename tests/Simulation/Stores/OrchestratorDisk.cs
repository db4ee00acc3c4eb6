using System.Collections.Immutable;
using System.Text.Json;
using Grains.Mitigations;
using Grains.Persistence;
using Simulation.World;
using Storage;
using Storage.Shells;

namespace Simulation.Stores;

/// <summary>What the orchestrator's store holds: outlives its processes.</summary>
internal sealed class OrchestratorDisk
{
    private readonly SortedDictionary<string, MitigationDocument> _kept = new(StringComparer.Ordinal);

    public IEnumerable<Mitigation> All => _kept.Values.Select(d => d.State!);

    /// <summary>Keys of those that must run: the index of the store.</summary>
    public IEnumerable<string> Active => _kept.Where(d => d.Value.Active is not null).Select(d => d.Key);

    public Mitigation? Of(MitigationKey key) => _kept.GetValueOrDefault(key.ToString())?.State;

    public IStateStore<Mitigation, MitigationEvent> Open(SimulatedWorld world, Life life, MitigationKey key, Action disturbed) => new Session(this, world, life, key, disturbed);

    private sealed class Session(OrchestratorDisk disk, SimulatedWorld world, Life life, MitigationKey key, Action disturbed) : IStateStore<Mitigation, MitigationEvent>
    {
        /// <summary>Goes through the stored form, so that what is not stored is missing.</summary>
        public ValueTask<Mitigation?> Read()
        {
            life.Step("read");
            if (disk._kept.GetValueOrDefault(key.ToString()) is not { } kept)
                return new((Mitigation?)null);
            var content = JsonSerializer.SerializeToUtf8Bytes(kept, DocumentJson.Options);
            var read = JsonSerializer.Deserialize<MitigationDocument>(content, DocumentJson.Options)!;
            if (!JsonSerializer.SerializeToUtf8Bytes(read, DocumentJson.Options).AsSpan().SequenceEqual(content))
                world.Checker.Violated(4, $"{key} reads back as something else than what was stored");
            return new(read.State);
        }

        public ValueTask Write(Mitigation state, ImmutableArray<MitigationEvent> events)
        {
            world.Count("store.write");
            life.Step("write.before");
            var document = new MitigationDocument { State = state };
            if (document.Priority == WritePriority.Normal && world.Chance(world.Faults.Full))
            {
                Failed("store.full");
                throw new StoreFullException("no room (simulated)");
            }

            var fails = world.Chance(world.Faults.WriteFails);
            if (fails && world.Chance(0.5))
            {
                Failed("store.write-failed-before");
                throw new WriteOutcomeUnknownException("not written (simulated)");
            }

            disk._kept[key.ToString()] = document;
            foreach (var happened in events)
            {
                world.Count($"event.{happened.GetType().Name}{(happened is MitigationEvent.Recruiting { Trying.IsEmpty: false } ? " in vain" : "")}");
                world.Note("store", $"{key.Alert} {happened.GetType().Name} {Words(happened)}");
            }

            world.Checker.Stored(key, state, events);
            if (fails)
            {
                Failed("store.write-failed-after");
                throw new WriteOutcomeUnknownException("written all the same (simulated)");
            }

            life.Step("write.after");
            return ValueTask.CompletedTask;
        }

        private static string Words(MitigationEvent happened) => happened switch
        {
            MitigationEvent.EngagementMoved e => $"{e.Operator} {e.State}",
            MitigationEvent.Planned e => string.Join(',', e.Assignments.Keys),
            MitigationEvent.Accepted e => $"until {e.End:HH:mm:ss}",
            MitigationEvent.Refreshed e => $"until {e.End:HH:mm:ss}",
            MitigationEvent.Narrowed e => $"until {e.End:HH:mm:ss}",
            MitigationEvent.Rescoped e => $"until {e.End:HH:mm:ss}",
            MitigationEvent.Ended e => e.Reason.ToString(),
            MitigationEvent.Flagged e => e.What,
            _ => "",
        };

        private void Failed(string what)
        {
            world.Count(what);
            world.Note(life.Process, $"{what} {key.Alert}");
            disturbed();
        }
    }
}
