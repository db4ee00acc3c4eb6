using Orleans.Embedded.Calls;

namespace Orleans.Embedded.Observers;

/// <summary>One object outside grains. Calls to it run on the thread pool, one after another, unless they interleave.</summary>
internal sealed class Observer(Silo silo, GrainId id, IGrainObserver target) : IGrainContext, ICallTarget
{
    private readonly WeakReference<IGrainObserver> _target = new(target);
    private readonly Queue<Request> _waiting = new();
    private bool _running;

    public GrainId GrainId { get; } = id;

    public object? GrainInstance => _target.TryGetTarget(out var target) ? target : null;

    public IServiceProvider ActivationServices => silo.Services;

    public Task Deactivated => Task.CompletedTask;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public bool TryDeliver(Request request)
    {
        if (request.AlwaysInterleaves)
        {
            Queue(() => Run(request));
            return true;
        }

        lock (_waiting)
        {
            _waiting.Enqueue(request);
            if (_running)
                return true;
            _running = true;
        }

        Queue(RunAll);
        return true;
    }

    private static void Queue(Func<Task> work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: true);

    private async Task RunAll()
    {
        while (true)
        {
            Request? request;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out request))
                {
                    _running = false;
                    return;
                }
            }

            await Run(request);
        }
    }

    private async Task Run(Request request)
    {
        if (request.Deadline <= Environment.TickCount64)
            return;
        RequestContext.Import(request.Context);

        // Collected since it was delivered: as unanswered as if it had come later.
        if (GrainInstance is null)
            silo.LogObserverGone(GrainId);
        else
            await request.Execute(this);
    }
}
