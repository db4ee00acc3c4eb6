using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Calls;
using Orleans.Embedded.Timers;
using Orleans.Embedded.Types;

namespace Orleans.Embedded;

/// <summary>
/// One activation of a grain. Everything its grain does happens in turns on <see cref="Scheduler"/>;
/// what callers, timers and the collector touch from outside is under <see cref="_gate"/>.
/// </summary>
internal sealed partial class Activation : IGrainContext, ICallTarget
{
    private readonly Lock _gate = new();
    private readonly RequestQueue _waiting = new();
    private readonly Func<Request, bool> _mayRun;
    private readonly HashSet<GrainTimer> _timers = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _activating = new();
    private ActivationState _state = ActivationState.Creating;
    private ActivationState _stateBeforeDeactivating;
    private DeactivationReason _reason;
    private CancellationToken _stop;
    private AsyncServiceScope? _scope;
    private bool _pumpQueued;
    private bool _pumping;
    private bool _inLifecycle;
    private int _running;
    private int _exclusive;
    private int _readers;
    private long _idleSince = Environment.TickCount64;
    private DateTimeOffset _keepUntil = DateTimeOffset.MinValue;

    public Activation(Silo silo, GrainClass @class, GrainId id, StatelessWorkers? pool = null)
    {
        Silo = silo;
        Class = @class;
        GrainId = id;
        Pool = pool;
        Scheduler = new ActivationScheduler(this);
        _mayRun = MayRun;
    }

    public Silo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    /// <summary>The workers this is one of, when its class is a stateless worker.</summary>
    public StatelessWorkers? Pool { get; }

    public ActivationScheduler Scheduler { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices =>
        _scope?.ServiceProvider ?? throw new InvalidOperationException($"{this} has no services yet");

    public Task Deactivated => _ended.Task;

    public bool HasEnded => _state == ActivationState.Ended;

    /// <summary>Requests that run or wait. Read without the lock: good enough to choose among workers.</summary>
    public int Load => _running + _waiting.Count;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => $"[Activation: {GrainId} {Class.Type.Name} State={_state}]";

    public void DelayDeactivation(TimeSpan time)
    {
        var until =
            time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue ? DateTimeOffset.MaxValue
            : time <= TimeSpan.Zero ? DateTimeOffset.MinValue
            : Silo.GrainClock.GetUtcNow() + time;
        lock (_gate)
            _keepUntil = until;
    }

    /// <summary>Whether nothing has used it for its class's age limit and nothing asked to keep it.</summary>
    public bool IsStale()
    {
        lock (_gate)
        {
            return _state == ActivationState.Valid
                && _running == 0
                && _waiting.Count == 0
                && Class.AgeLimit != Timeout.InfiniteTimeSpan
                && Environment.TickCount64 - _idleSince >= Class.AgeLimit.TotalMilliseconds
                && _keepUntil <= Silo.GrainClock.GetUtcNow();
        }
    }

    public void Add(GrainTimer timer)
    {
        lock (_gate)
            _timers.Add(timer);
    }

    public void Remove(GrainTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }
}
