using System.Collections.Concurrent;

namespace Storage.Journal.Ledger;

/// <summary>Every stream by its name. One writer; readers need no lock.</summary>
internal sealed class LedgerIndex
{
    private readonly ConcurrentDictionary<string, LedgerStream> _streams = new();

    public int Count => _streams.Count;

    public LedgerStream? Find(string stream) => _streams.GetValueOrDefault(stream);

    public LedgerStream GetOrAdd(string stream) => _streams.GetOrAdd(stream, _ => new LedgerStream());

    public IEnumerable<KeyValuePair<string, LedgerStream>> All() => _streams;
}
