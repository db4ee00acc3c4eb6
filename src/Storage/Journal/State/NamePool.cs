namespace Storage.Journal.State;

/// <summary>One string for each name that thousands of documents repeat: types, states, members, operators.</summary>
internal sealed class NamePool
{
    private readonly Dictionary<string, string> _names = [];

    public string One(string name)
    {
        if (_names.TryGetValue(name, out var known))
            return known;
        _names[name] = name;
        return name;
    }
}
