using Simulation.World;
using Storage;

namespace Simulation.Stores;

/// <summary>What a controller's store holds: outlives its processes.</summary>
internal sealed class ControllerDisk
{
    private readonly SortedDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>The store as one life of the process sees it.</summary>
    public IDocumentStore Open(SimulatedWorld world, Life life, TimeProvider clock, Action disturbed) => new Session(this, world, life, clock, disturbed);

    private sealed record Kept(Document Document, DateTimeOffset? KeepUntil);

    private sealed class Session(ControllerDisk disk, SimulatedWorld world, Life life, TimeProvider clock, Action disturbed) : IDocumentStore
    {
        public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default)
        {
            life.Step("read");
            return new(disk._kept.GetValueOrDefault(key.ToString())?.Document);
        }

        public async IAsyncEnumerable<Document> List(string type, string state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.CompletedTask;
            foreach (var (key, _) in disk._kept.Where(k => k.Value.KeepUntil < clock.GetUtcNow()).ToList())
                disk._kept.Remove(key);
            foreach (var kept in disk._kept.Values.Where(k => k.Document.Key.Type == type && k.Document.Key.State == state).ToList())
                yield return kept.Document;
        }

        public async ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default)
        {
            world.Count("disk.write");
            life.Step("write.before");
            if (world.Chance(world.Faults.SlowDisk))
            {
                world.Count("disk.slow");
                await world.Pause(life, world.Between(0.001, 0.4));
                life.Step("write.within");
            }

            if (priority == WritePriority.Normal && world.Chance(world.Faults.Full))
            {
                Failed("disk.full");
                throw new StoreFullException("no room (simulated)");
            }

            var stored = disk._kept.GetValueOrDefault(write.Key.ToString())?.Document.Version;
            if (stored != write.Expected)
            {
                Failed("disk.conflict");
                throw new VersionConflictException(write.Key, write.Expected, stored);
            }

            var fails = world.Chance(world.Faults.WriteFails);
            if (fails && world.Chance(0.5))
            {
                Failed("disk.write-failed-before");
                throw new WriteOutcomeUnknownException("not written (simulated)");
            }

            var version = (++disk._version).ToString(System.Globalization.CultureInfo.InvariantCulture);
            disk._kept[write.Key.ToString()] = new(new(write.Key, write.Content, version), write.KeepUntil);
            if (fails)
            {
                Failed("disk.write-failed-after");
                throw new WriteOutcomeUnknownException("written all the same (simulated)");
            }

            life.Step("write.after");
            return version;
        }

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => new([]);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => new([]);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => new([]);

        public async IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        private void Failed(string what)
        {
            world.Count(what);
            world.Note(life.Process, $"{what}");
            disturbed();
        }
    }
}
