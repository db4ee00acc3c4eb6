using Orleans.Embedded.Calls;
using Orleans.Embedded.Types;

namespace Orleans.Embedded;

/// <summary>The activations of one stateless worker: a request goes to an idle one, else to a new one, else to the least loaded.</summary>
internal sealed class StatelessWorkers(Silo silo, GrainClass @class, GrainId id, int max) : ICallTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _ended;

    public Activation[] Activations
    {
        get
        {
            lock (_gate)
                return [.. _workers];
        }
    }

    public bool TryDeliver(Request request)
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            while (true)
            {
                var worker = _workers.MinBy(worker => worker.Load);
                if (worker is null && !silo.Catalog.IsOpen)
                {
                    request.Fail(Silo.Unavailable("is shutting down"));
                    return true;
                }

                if (worker is null || (worker.Load > 0 && _workers.Count < max && silo.Catalog.IsOpen))
                    _workers.Add(worker = new Activation(silo, @class, id, this));
                if (worker.TryDeliver(request))
                    return true;
                _workers.Remove(worker);
            }
        }
    }

    public void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            if (_workers.Count > 0)
                return;
            _ended = true;
            silo.Catalog.Remove(id, this);
        }
    }
}
