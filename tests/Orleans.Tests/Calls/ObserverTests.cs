using System.Runtime.CompilerServices;

namespace Orleans.Tests.Calls;

public sealed class ObserverTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task An_observer_is_called_by_grains()
    {
        var watcher = new Watcher(host.Signals);
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        var herald = host.Grains.GetGrain<IHerald>("a");
        await herald.Tell(reference, "news");
        await host.Signals.Wait("news");
        Assert.Equal("answer to question", await herald.Ask(reference, "question"));
        Assert.Equal("observer failed", (await Assert.ThrowsAsync<InvalidDataException>(() => herald.Ask(reference, "fail"))).Message);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task An_observers_calls_come_in_order()
    {
        var signals = new Signals();
        var watcher = new Watcher(signals);
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        var herald = host.Grains.GetGrain<IHerald>("order");
        for (var i = 0; i < 100; i++)
            await herald.Tell(reference, $"{i}");
        await signals.Wait("99");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), signals.Said);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_deleted_reference_reaches_nobody()
    {
        var watcher = new Watcher(host.Signals);
        var reference = host.Grains.CreateObjectReference<IWatcher>(watcher);
        host.Grains.DeleteObjectReference<IWatcher>(reference);
        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<IHerald>("deleted").Ask(reference, "anyone?"));
        Assert.ThrowsAny<ArgumentException>(() => host.Grains.DeleteObjectReference<IWatcher>(reference));
        Assert.ThrowsAny<ArgumentException>(() => host.Grains.DeleteObjectReference<IWatcher>(watcher));
    }

    [Fact]
    public async Task An_observer_is_held_weakly()
    {
        var (reference, target) = Forgotten();
        for (var i = 0; i < 20 && target.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(target.IsAlive);
        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<IHerald>("weak").Ask(reference, "anyone?"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (IWatcher Reference, WeakReference Target) Forgotten()
    {
        var watcher = new Watcher(host.Signals);
        return (host.Grains.CreateObjectReference<IWatcher>(watcher), new WeakReference(watcher));
    }
}
