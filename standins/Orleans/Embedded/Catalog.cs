using System.Collections.Concurrent;
using Orleans.Embedded.Calls;
using Orleans.Embedded.Types;

namespace Orleans.Embedded;

/// <summary>Which activation is whose. One per grain, or one set of workers.</summary>
internal sealed class Catalog(Silo silo, GrainClasses classes)
{
    private readonly ConcurrentDictionary<GrainId, ICallTarget> _targets = new();
    private volatile bool _open;

    /// <summary>All activations there are at this moment.</summary>
    public IEnumerable<Activation> Activations => _targets.Values.SelectMany(target => target switch
    {
        Activation activation => [activation],
        StatelessWorkers workers => workers.Activations,
        _ => Enumerable.Empty<Activation>(),
    });

    public bool IsOpen => _open;

    public void Open() => _open = true;

    /// <summary>From here on nothing new is activated.</summary>
    public void Close() => _open = false;

    /// <summary>Who takes requests for this grain; null while nothing new may be activated.</summary>
    public ICallTarget? Find(GrainId id)
    {
        if (_targets.TryGetValue(id, out var target))
            return target;
        if (!_open)
            return null;

        // Whoever loses the race to add one leaves an activation that never began and holds nothing.
        return _targets.GetOrAdd(id, static (id, self) => self.Make(id), this);
    }

    /// <summary>The activation has ended. What waited for it goes to its successor, before anybody else's requests.</summary>
    public void End(Activation activation, List<Request> heirs)
    {
        if (heirs.Count == 0)
        {
            Remove(activation.GrainId, activation);
            return;
        }

        var successor = new Activation(silo, activation.Class, activation.GrainId);
        successor.Inherit(heirs);
        _targets[activation.GrainId] = successor;
    }

    public void Remove(GrainId id, ICallTarget target) => _targets.TryRemove(new(id, target));

    private ICallTarget Make(GrainId id)
    {
        var @class = classes.Of(id.Type);
        return @class.MaxWorkers is { } max ? new StatelessWorkers(silo, @class, id, max) : new Activation(silo, @class, id);
    }
}
