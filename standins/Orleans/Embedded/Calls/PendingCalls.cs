namespace Orleans.Embedded.Calls;

/// <summary>
/// Calls that wait for their answers, so that those whose time is over can be told.
/// Linked lists under a few locks: entering and leaving costs every call, looking through them only a timer.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private const int Stripes = 16;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly IPendingCall?[] _first = new IPendingCall?[Stripes];
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];
    private readonly Timer _timer;

    public PendingCalls() => _timer = CleanContext.Make(() => new Timer(_ => Expire(), null, Period, Period));

    public void Add(IPendingCall call)
    {
        var stripe = Environment.CurrentManagedThreadId % Stripes;
        lock (_gates[stripe])
        {
            call.Stripe = stripe;
            call.Following = _first[stripe];
            if (call.Following is not null)
                call.Following.Previous = call;
            _first[stripe] = call;
        }
    }

    public void Remove(IPendingCall call)
    {
        var stripe = call.Stripe;
        if (stripe < 0)
            return;
        lock (_gates[stripe])
        {
            if (call.Stripe >= 0)
                Unlink(call, stripe);
        }
    }

    /// <summary>Fails every call that still waits: no answer will come.</summary>
    public void FailAll(Func<Exception> why) => TakeOut(_ => true).ForEach(call => call.Fail(why()));

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        var now = Environment.TickCount64;
        TakeOut(call => call.Deadline <= now).ForEach(call => call.Expire());
    }

    private List<IPendingCall> TakeOut(Func<IPendingCall, bool> which)
    {
        var taken = new List<IPendingCall>();
        for (var stripe = 0; stripe < Stripes; stripe++)
        {
            lock (_gates[stripe])
            {
                for (var call = _first[stripe]; call is not null;)
                {
                    var following = call.Following;
                    if (which(call))
                    {
                        Unlink(call, stripe);
                        taken.Add(call);
                    }

                    call = following;
                }
            }
        }

        return taken;
    }

    private void Unlink(IPendingCall call, int stripe)
    {
        if (call.Previous is null)
            _first[stripe] = call.Following;
        else
            call.Previous.Following = call.Following;
        if (call.Following is not null)
            call.Following.Previous = call.Previous;
        call.Previous = call.Following = null;
        call.Stripe = -1;
    }
}
