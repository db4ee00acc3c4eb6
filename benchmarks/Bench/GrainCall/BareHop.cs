namespace Bench.GrainCall;

/// <summary>A bare await through the thread pool with the hops of a call: one there, one back.</summary>
internal sealed class BareHop : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var hop = new BareHop();
            ThreadPool.UnsafeQueueUserWorkItem(hop, preferLocal: true);
            await hop._done.Task;
        }
    }

    void IThreadPoolWorkItem.Execute() => _done.SetResult(1);
}
