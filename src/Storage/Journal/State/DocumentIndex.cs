using System.Collections.Concurrent;

namespace Storage.Journal.State;

/// <summary>
/// Every document's place, by type and state, then by key: about 200 bytes a document in memory, contents stay on the disk.
/// One writer adds; compaction moves with compare-and-swap; readers need no lock.
/// </summary>
internal sealed class DocumentIndex
{
    private readonly ConcurrentDictionary<(string Type, string State), ConcurrentDictionary<string, IndexEntry>> _states = new();

    public IndexEntry? Find(DocumentKey key) =>
        _states.TryGetValue((key.Type, key.State), out var documents) && documents.TryGetValue(key.Key, out var entry) ? entry : null;

    public void Set(DocumentKey key, IndexEntry entry) => Documents(key)[key.Key] = entry;

    /// <summary>False when the document was written anew meanwhile.</summary>
    public bool Move(DocumentKey key, IndexEntry from, IndexEntry to) => Documents(key).TryUpdate(key.Key, to, from);

    /// <summary>False when the document was written anew meanwhile.</summary>
    public bool Forget(DocumentKey key, IndexEntry entry) => Documents(key).TryRemove(KeyValuePair.Create(key.Key, entry));

    public IEnumerable<DocumentKey> Keys(string type, string state) =>
        _states.TryGetValue((type, state), out var documents) ? documents.Select(d => new DocumentKey(type, state, d.Key)) : [];

    public IEnumerable<(DocumentKey Key, IndexEntry Entry)> All() =>
        from state in _states
        from document in state.Value
        select (new DocumentKey(state.Key.Type, state.Key.State, document.Key), document.Value);

    private ConcurrentDictionary<string, IndexEntry> Documents(DocumentKey key) => _states.GetOrAdd((key.Type, key.State), _ => new());
}
