using System.Collections.Immutable;

namespace Storage.Journal.Ledger;

/// <summary>Where one stream stands and where its events lie. Eight bytes an event in memory.</summary>
internal sealed class LedgerStream
{
    private readonly Lock _gate = new();
    private readonly List<long> _places = [];

    /// <summary>Number and hash of the last event. Only the thread that commits changes and reads them while the store runs.</summary>
    public long Number { get; private set; }

    public ImmutableArray<byte> Hash { get; private set; } = LedgerChain.Start;

    /// <summary>False only when all of its events were retired.</summary>
    public bool HasEvents
    {
        get
        {
            lock (_gate)
                return _places.Count > 0;
        }
    }

    public void Append(long number, ImmutableArray<byte> hash, long place)
    {
        Number = number;
        Hash = hash;
        lock (_gate)
            _places.Add(place);
    }

    /// <summary>Goes on behind events that are no longer here.</summary>
    public void Continue(long number, ImmutableArray<byte> hash)
    {
        Number = number;
        Hash = hash;
    }

    public long[] Places()
    {
        lock (_gate)
            return [.. _places];
    }

    public void Drop(Predicate<long> retired)
    {
        lock (_gate)
            _places.RemoveAll(retired);
    }
}
