namespace Orleans.Tests.Turns;

public sealed class InterleavingTests(HostFixture host) : IClassFixture<HostFixture>
{
    private Signals Signals => host.Signals;

    [Fact]
    public async Task A_request_runs_to_its_end_before_the_next_begins()
    {
        var grain = host.Grains.GetGrain<IQueue>("one");
        var first = grain.Hold("one.1");
        await Signals.Wait("begin one.1");
        var second = grain.Do("one.2");
        await grain.Considered();
        Assert.False(Signals.IsSet("do one.2"));
        Signals.Set("one.1");
        await Task.WhenAll(first, second);
        Assert.True(Position("end one.1") < Position("do one.2"));
    }

    [Fact]
    public async Task Requests_run_in_the_order_they_came()
    {
        var grain = host.Grains.GetGrain<IQueue>("order");
        var first = grain.Hold("order");
        await Signals.Wait("begin order");
        Task[] others = [.. Enumerable.Range(0, 200).Select(i => grain.Do($"order.{i}"))];
        Signals.Set("order");
        await Task.WhenAll([first, .. others]);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"do order.{i}"), Signals.Said.Where(said => said.StartsWith("do order.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_reentrant_grain_begins_a_request_while_another_waits()
    {
        var grain = host.Grains.GetGrain<IReentrantQueue>("reentrant");
        var first = grain.Hold("reentrant");
        await Signals.Wait("begin reentrant");
        await grain.Do("reentrant.2");
        Assert.False(first.IsCompleted);
        Signals.Set("reentrant");
        await first;
    }

    [Fact]
    public async Task A_method_that_always_interleaves_overtakes_what_waits()
    {
        var grain = host.Grains.GetGrain<IQueue>("interleave");
        var first = grain.Hold("interleave");
        await Signals.Wait("begin interleave");
        var second = grain.Do("interleave.2");
        await grain.Interleave("interleave.3");
        Assert.False(Signals.IsSet("do interleave.2"));
        Signals.Set("interleave");
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Read_only_requests_interleave_with_each_other_only()
    {
        var grain = host.Grains.GetGrain<IQueue>("read");
        var first = grain.Read("read.1");
        await Signals.Wait("begin read.1");
        var second = grain.Read("read.2");
        await Signals.Wait("begin read.2");
        var write = grain.Do("read.3");
        await grain.Considered();
        Assert.False(Signals.IsSet("do read.3"));
        Signals.Set("read.2");
        Signals.Set("read.1");
        await Task.WhenAll(first, second, write);
    }

    [Fact]
    public async Task A_read_only_request_waits_for_a_writing_one()
    {
        var grain = host.Grains.GetGrain<IQueue>("write");
        var write = grain.Hold("write.1");
        await Signals.Wait("begin write.1");
        var read = grain.Read("write.2");
        await grain.Considered();
        Assert.False(Signals.IsSet("begin write.2"));
        Signals.Set("write.1");
        Signals.Set("write.2");
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task Grains_run_beside_each_other()
    {
        var first = host.Grains.GetGrain<IQueue>("beside.1").Hold("beside");
        await Signals.Wait("begin beside");
        await host.Grains.GetGrain<IQueue>("beside.2").Do("beside.2");
        Signals.Set("beside");
        await first;
    }

    private int Position(string said) => Signals.Said.ToList().IndexOf(said);
}
