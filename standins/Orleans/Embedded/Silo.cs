using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Embedded.Calls;
using Orleans.Embedded.Filters;
using Orleans.Embedded.Messages;
using Orleans.Embedded.Observers;
using Orleans.Embedded.Types;

namespace Orleans.Embedded;

/// <summary>The embedded host of grains: one process is the whole cluster.</summary>
internal sealed partial class Silo : IDisposable
{
    // The name under which the real package looks for a clock of the grains' own.
    private const string GrainClockName = "Orleans.Grains";

    private readonly ILogger _logger;
    private readonly SiloMessagingOptions _messaging;
    private readonly IIncomingGrainCallFilter[] _incoming;
    private readonly IOutgoingGrainCallFilter[] _outgoing;
    private Timer? _collector;

    public Silo(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        ILogger<Silo> logger,
        IEnumerable<IIncomingGrainCallFilter> incoming,
        IEnumerable<IOutgoingGrainCallFilter> outgoing)
    {
        Services = services;
        _logger = logger;
        _messaging = messaging.Value;
        CollectionOptions = collection.Value;
        GrainClock = services.GetKeyedService<TimeProvider>(GrainClockName) ?? services.GetRequiredService<TimeProvider>();
        _incoming = [.. incoming];
        _outgoing = [.. outgoing];
        Classes = new GrainClasses(this);
        Catalog = new Catalog(this, Classes);
        Factory = new GrainFactory(this);
        Observers = new ObserverTable(this);
    }

    public IServiceProvider Services { get; }

    /// <summary>Drives grain timers and DelayDeactivation. Idleness and response timeouts go by the machine's clock.</summary>
    public TimeProvider GrainClock { get; }

    public GrainCollectionOptions CollectionOptions { get; }

    public GrainClasses Classes { get; }

    public Catalog Catalog { get; }

    public GrainFactory Factory { get; }

    public ObserverTable Observers { get; }

    public PendingCalls Pending { get; } = new();

    public TimeSpan ResponseTimeout => _messaging.ResponseTimeout;

    public bool HasIncomingFilters => _incoming.Length > 0;

    public bool HasOutgoingFilters => _outgoing.Length > 0;

    public static SiloUnavailableException Unavailable(string why) => new($"The local Orleans host {why} and can not process the request.");

    public void Start()
    {
        Classes.Load();
        Catalog.Open();
        var quantum = CollectionOptions.CollectionQuantum;
        _collector = CleanContext.Make(() => new Timer(_ => Collect(), null, quantum, quantum));
    }

    /// <summary>Lets every activation end what it runs and say goodbye, then fails the calls nobody will answer.</summary>
    public async Task Stop(CancellationToken cancellation)
    {
        Catalog.Close();
        if (_collector is not null)
            await _collector.DisposeAsync();
        try
        {
            while (Catalog.Activations.ToArray() is { Length: > 0 } activations)
            {
                foreach (var activation in activations)
                    activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "This process is terminating."), cancellation);
                await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(cancellation);
            }
        }
        finally
        {
            Pending.FailAll(() => Unavailable("is shutting down"));
        }
    }

    public void Send(Request request)
    {
        while (true)
        {
            var target = ObserverTable.Owns(request.Target) ? Observers.Find(request.Target) : Catalog.Find(request.Target);
            if (target is null)
            {
                // A call to an observer that is gone stays unanswered, as it would on another machine.
                if (!ObserverTable.Owns(request.Target))
                    request.Fail(Unavailable(Catalog.IsOpen ? "has no such grain" : "has not started or is shutting down"));
                return;
            }

            if (target.TryDeliver(request))
                return;
        }
    }

    /// <summary>Whether a request whose activation has ended may go to the next one; if not, it has been failed.</summary>
    public bool MayForward(Request request)
    {
        if (!Catalog.IsOpen)
        {
            request.Fail(Unavailable("is shutting down"));
            return false;
        }

        if (request.Forwards < _messaging.MaxForwardCount)
        {
            request.Forwards++;
            return true;
        }

        request.Fail(new OrleansMessageRejectionException(
            $"Forwarding failed: tried to forward message {request} for {request.Forwards} times after its activation had ended. Rejecting now."));
        return false;
    }

    public long Deadline(TimeSpan? timeout)
    {
        var time = timeout ?? _messaging.ResponseTimeout;
        return time == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)time.TotalMilliseconds;
    }

    /// <summary>What of the caller's context travels. Its values are messages too.</summary>
    public ImmutableDictionary<string, object>? ExportContext()
    {
        var context = RequestContext.Export();
        return context is null ? null : MessageRules.CheckContext(context);
    }

    public async Task<object?> Filter(Request request, IGrainContext target, Func<Task<object?>> call)
    {
        var filtered = new IncomingCall(request, target, _incoming, call);
        await filtered.Invoke();
        return filtered.Result;
    }

    public async Task<object?> Filter(GrainProxy proxy, GrainMethod method, Func<Task<object?>> call)
    {
        var filtered = new OutgoingCall(proxy, method, _outgoing, call);
        await filtered.Invoke();
        return filtered.Result;
    }

    public void Dispose()
    {
        _collector?.Dispose();
        Pending.Dispose();
    }

    private void Collect()
    {
        foreach (var activation in Catalog.Activations)
        {
            if (activation.IsStale())
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, "This activation has become idle."));
        }
    }
}
