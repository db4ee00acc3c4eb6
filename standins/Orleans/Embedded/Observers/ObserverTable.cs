using System.Collections.Concurrent;

namespace Orleans.Embedded.Observers;

/// <summary>Objects of this process that grains may call, held weakly.</summary>
internal sealed class ObserverTable(Silo silo)
{
    private static readonly GrainType Type = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<GrainId, Observer> _observers = new();

    public static bool Owns(GrainId id) => id.Type == Type;

    public GrainId Add(IGrainObserver target)
    {
        var id = GrainId.Create(Type, $"hosted+{Guid.NewGuid():N}");
        _observers[id] = new Observer(silo, id, target);
        return id;
    }

    public bool Remove(GrainId id) => _observers.TryRemove(id, out _);

    /// <summary>The observer, or null when its reference was deleted or its object collected.</summary>
    public ICallTarget? Find(GrainId id)
    {
        if (!_observers.TryGetValue(id, out var observer))
        {
            silo.LogObserverGone(id);
            return null;
        }

        if (observer.GrainInstance is not null)
            return observer;
        silo.LogObserverGone(id);
        Remove(id);
        return null;
    }
}
