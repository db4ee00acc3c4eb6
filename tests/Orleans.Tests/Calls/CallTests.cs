using System.Collections.Immutable;

namespace Orleans.Tests.Calls;

public sealed class CallTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_call_activates_its_grain_and_returns_the_result() =>
        Assert.Equal("a: hello", await host.Grains.GetGrain<IEcho>("a").Say("hello"));

    [Fact]
    public async Task A_call_without_a_result_completes() => await host.Grains.GetGrain<IEcho>("a").Nothing();

    [Fact]
    public async Task A_call_may_return_a_value_task() => Assert.Equal(42, await host.Grains.GetGrain<IEcho>("a").Twice(21));

    [Fact]
    public async Task Messages_arrive_whole()
    {
        var parcel = new Parcel(
            "p",
            [1, 2, 3],
            ImmutableDictionary<string, Label>.Empty.Add("x", new(Size.Large, TimeSpan.FromDays(1))),
            new Person("somebody", 33),
            DateTimeOffset.UnixEpoch);
        var back = await host.Grains.GetGrain<IEcho>("a").Carry(parcel);
        Assert.Equal(parcel.Numbers, back.Numbers);
        Assert.Equal(parcel.Labels["x"], back.Labels["x"]);
        Assert.Equal(parcel with { Numbers = [], Labels = parcel.Labels.Clear() }, back with { Numbers = [], Labels = parcel.Labels.Clear() });
    }

    [Fact]
    public async Task A_type_with_a_converter_travels()
    {
        var back = await host.Grains.GetGrain<IEcho>("a").Pass(new Plain(7, "seven"));
        Assert.Equal((7, "seven"), (back.Number, back.Word));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task An_integer_key_is_the_one_asked_for(long key) => Assert.Equal(key, await host.Grains.GetGrain<INumbered>(key).Key());

    [Fact]
    public async Task A_grain_id_is_type_and_key()
    {
        Assert.Equal("tests-numbered/FF", (await host.Grains.GetGrain<INumbered>(255).Id()).ToString());
        var echo = host.Grains.GetGrain<IEcho>("some key").GetGrainId();
        Assert.Equal(("echo", "some key"), (echo.Type.ToString(), echo.Key.ToString()));
    }

    [Fact]
    public async Task A_grain_is_reached_by_its_id()
    {
        var id = host.Grains.GetGrain<IEcho>("by id").GetGrainId();
        Assert.Equal("by id: x", await host.Grains.GetGrain<IEcho>(id).Say("x"));
    }

    [Fact]
    public async Task A_grain_gives_out_a_reference_to_itself()
    {
        var grain = host.Grains.GetGrain<IEcho>("me");
        var itself = await grain.Itself();
        Assert.Equal(grain.GetGrainId(), itself.GetGrainId());
        Assert.True(grain.Equals(itself));
        Assert.Equal("me: x", await itself.Say("x"));
    }

    [Fact]
    public async Task A_reference_passed_along_is_callable() =>
        Assert.Equal("b: x", await host.Grains.GetGrain<IEcho>("a").Ask(host.Grains.GetGrain<IEcho>("b"), "x"));

    [Fact]
    public async Task An_exception_reaches_the_caller_with_type_and_message()
    {
        var grain = host.Grains.GetGrain<IEcho>("a");
        Assert.Equal("later", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.Fail("later"))).Message);
        Assert.Equal("at once", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailAtOnce("at once"))).Message);
        Assert.Equal("a: still there", await grain.Say("still there"));
    }

    [Fact]
    public void An_interface_nobody_implements_is_refused() => Assert.ThrowsAny<ArgumentException>(() => host.Grains.GetGrain<INobody>("a"));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_key_is_refused(string key) => Assert.ThrowsAny<ArgumentException>(() => host.Grains.GetGrain<IEcho>(key));
}
