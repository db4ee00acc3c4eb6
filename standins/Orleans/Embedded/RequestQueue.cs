using Orleans.Embedded.Calls;

namespace Orleans.Embedded;

/// <summary>Requests that wait for their activation, in order. A linked list, because interleaving ones leave from the middle.</summary>
internal sealed class RequestQueue
{
    private Request? _first;
    private Request? _last;

    public int Count { get; private set; }

    public Request? First => _first;

    public void Add(Request request)
    {
        request.Next = null;
        if (_last is null)
            _first = request;
        else
            _last.Next = request;
        _last = request;
        Count++;
    }

    /// <summary>Takes out the first request that may run; expired ones on the way are dropped.</summary>
    public Request? Take(Func<Request, bool> mayRun)
    {
        var now = Environment.TickCount64;
        Request? before = null;
        for (var request = _first; request is not null; request = request.Next)
        {
            if (request.Deadline <= now)
            {
                Unlink(before, request);
                continue;
            }

            if (mayRun(request))
            {
                Unlink(before, request);
                return request;
            }

            before = request;
        }

        return null;
    }

    /// <summary>Takes out everything.</summary>
    public List<Request> Drain()
    {
        var all = new List<Request>(Count);
        for (var request = _first; request is not null; request = request.Next)
            all.Add(request);
        _first = _last = null;
        Count = 0;
        return all;
    }

    private void Unlink(Request? before, Request request)
    {
        if (before is null)
            _first = request.Next;
        else
            before.Next = request.Next;
        if (request.Next is null)
            _last = before;
        Count--;
    }
}
