using System.Collections.Immutable;

namespace NearSource.Input;

/// <summary>Counts every error and keeps the first hundred: a file of nothing but errors must not fill the memory.</summary>
internal sealed class ErrorList
{
    private const int Kept = 100;

    /// <summary>Characters of a problem: what it names of the file may be a million long.</summary>
    private const int Longest = 300;

    private readonly ImmutableArray<LineError>.Builder _first = ImmutableArray.CreateBuilder<LineError>();

    /// <summary>How many there were in all.</summary>
    public int Count { get; private set; }

    public ImmutableArray<LineError> First => _first.ToImmutable();

    /// <param name="problem">May name what the file says: whatever that is, it goes to logs.</param>
    public void Add(int line, string problem)
    {
        Count++;
        if (_first.Count < Kept)
            _first.Add(new(line, string.Concat(problem.Take(Longest).Select(c => char.IsControl(c) ? '?' : c))));
    }

    /// <summary>
    /// Whether a file of these many good entries is not to be tolerated; it is noted first of all. Real files have a few flaws; one with more wrong than right is
    /// another file, and what can be understood of it is not what it says.
    /// </summary>
    public bool Outweigh(int good, string entries)
    {
        if (good > 0 && Count <= good)
            return false;
        _first.Insert(0, new(0, good == 0 ? $"there is no {entries} in it" : $"{Count} entries are wrong and {good} right"));
        Count++;
        return true;
    }
}
