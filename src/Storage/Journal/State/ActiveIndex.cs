namespace Storage.Journal.State;

/// <summary>Rows of documents whose mitigation has not ended, by member, operator and shard. In memory only: rebuilt from the documents.</summary>
internal sealed class ActiveIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DocumentKey, ActiveMitigation> _rows = [];
    private readonly Dictionary<string, Dictionary<DocumentKey, ActiveMitigation>> _members = [];
    private readonly Dictionary<string, Dictionary<DocumentKey, ActiveMitigation>> _operators = [];
    private readonly Dictionary<int, Dictionary<DocumentKey, ActiveMitigation>> _shards = [];

    /// <summary>The document's row from now on; null: it has none.</summary>
    public void Set(DocumentKey key, ActiveMitigation? row)
    {
        lock (_gate)
        {
            if (_rows.Remove(key, out var old))
            {
                Remove(_members, old.Member, key);
                Remove(_shards, old.Shard, key);
                foreach (var name in old.Operators)
                    Remove(_operators, name, key);
            }

            if (row is null)
                return;
            _rows[key] = row;
            Add(_members, row.Member, key, row);
            Add(_shards, row.Shard, key, row);
            foreach (var name in row.Operators)
                Add(_operators, name, key, row);
        }
    }

    public IReadOnlyList<ActiveMitigation> OfMember(string member) => Of(_members, member);

    public IReadOnlyList<ActiveMitigation> OfOperator(string name) => Of(_operators, name);

    public IReadOnlyList<ActiveMitigation> OfShard(int shard) => Of(_shards, shard);

    private ActiveMitigation[] Of<T>(Dictionary<T, Dictionary<DocumentKey, ActiveMitigation>> index, T value)
        where T : notnull
    {
        lock (_gate)
            return index.TryGetValue(value, out var rows) ? [.. rows.Values] : [];
    }

    private static void Add<T>(Dictionary<T, Dictionary<DocumentKey, ActiveMitigation>> index, T value, DocumentKey key, ActiveMitigation row)
        where T : notnull
    {
        if (!index.TryGetValue(value, out var rows))
            index[value] = rows = [];
        rows[key] = row;
    }

    private static void Remove<T>(Dictionary<T, Dictionary<DocumentKey, ActiveMitigation>> index, T value, DocumentKey key)
        where T : notnull
    {
        if (index.TryGetValue(value, out var rows) && rows.Remove(key) && rows.Count == 0)
            index.Remove(value);
    }
}
