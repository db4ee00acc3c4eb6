using System.Collections.Immutable;

namespace NearSource.Input;

/// <summary>Counts every error and keeps the first hundred: a file of nothing but errors must not fill the memory.</summary>
internal sealed class ErrorList
{
    private const int Kept = 100;

    private readonly ImmutableArray<LineError>.Builder _first = ImmutableArray.CreateBuilder<LineError>();

    /// <summary>How many there were in all.</summary>
    public int Count { get; private set; }

    public ImmutableArray<LineError> First => _first.ToImmutable();

    public void Add(int line, string problem)
    {
        Count++;
        if (_first.Count < Kept)
            _first.Add(new(line, problem));
    }
}
