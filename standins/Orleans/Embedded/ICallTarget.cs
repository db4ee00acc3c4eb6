using Orleans.Embedded.Calls;

namespace Orleans.Embedded;

/// <summary>Something requests are delivered to.</summary>
internal interface ICallTarget
{
    /// <summary>Takes the request, unless it has ended: then the caller looks up its successor.</summary>
    bool TryDeliver(Request request);
}
