using Storage;

namespace Grains.Persistence;

/// <summary>The runtime wraps what a store throws; a full store is not an unknown outcome, and whoever wrote must be able to tell.</summary>
internal static class StoreFailure
{
    public static StoreFullException? Full(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
            if (inner is StoreFullException full)
                return full;
        return null;
    }
}
