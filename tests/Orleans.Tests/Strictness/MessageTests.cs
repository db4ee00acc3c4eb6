using System.Collections.Immutable;

namespace Orleans.Tests.Strictness;

/// <summary>The stand-in passes references, so it refuses what could change or would be lost on the real wire, and names it.</summary>
public sealed class MessageTests(HostFixture host) : IClassFixture<HostFixture>
{
    private IStrict Grain => host.Grains.GetGrain<IStrict>("a");

    [Fact]
    public Task An_array_is_refused() => Refused(() => Grain.Array([]), "IStrict.Array", "bytes", "ImmutableArray<Byte>");

    [Fact]
    public Task A_list_inside_an_immutable_array_is_refused() => Refused(() => Grain.List([]), "IStrict.List", "lists", "List`1");

    [Fact]
    public Task An_interface_is_refused() => Refused(() => Grain.Interface(ImmutableArray<int>.Empty), "numbers", "IReadOnlyList");

    [Fact]
    public Task An_object_is_refused() => Refused(() => Grain.Anything(1), "value", "System.Object");

    [Fact]
    public Task A_result_that_can_be_set_is_refused() => Refused(Grain.Result, "IStrict.Result", "result", "Settable.Value");

    [Fact]
    public Task A_type_not_marked_immutable_is_refused() => Refused(() => Grain.Unmarked(new(1)), "Unmarked", "[Immutable]");

    [Fact]
    public Task A_type_without_a_serializer_is_refused() => Refused(() => Grain.Unserialized(new(1)), "Unserialized", "[GenerateSerializer]");

    [Fact]
    public Task A_member_without_a_number_is_refused() => Refused(() => Grain.Unnumbered(new(1, 2)), "Unnumbered.Lost", "[Id]");

    [Fact]
    public Task A_number_given_twice_is_refused() => Refused(() => Grain.Twice(new(1, 2)), "TwiceNumbered", "[Id(0)]");

    [Fact]
    public Task A_mutable_type_deep_inside_is_refused() =>
        Refused(() => Grain.Nested(new(ImmutableDictionary<string, Settable>.Empty)), "Outer.Inner", "Settable.Value");

    [Fact]
    public Task A_kind_of_message_that_can_change_is_refused() => Refused(() => Grain.Derived(new Closed([])), "Closed.Numbers");

    [Fact]
    public async Task A_grain_object_instead_of_its_reference_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Self(new StrictGrain()));

    [Fact]
    public async Task A_mutable_value_in_the_request_context_is_refused()
    {
        RequestContext.Set("list", new List<int>());
        await Refused(() => Grain.Fine(1), "list", "List`1");
        RequestContext.Clear();
        Assert.Equal(1, await Grain.Fine(1));
    }

    [Fact]
    public void An_interface_with_a_property_is_refused() => Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IWithProperty>("a"));

    [Fact]
    public void An_interface_with_a_method_that_is_not_asynchronous_is_refused() =>
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ISynchronous>("a"));

    private static async Task Refused(Func<Task> call, params string[] named)
    {
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(call);
        Assert.All(named, name => Assert.Contains(name, refusal.Message, StringComparison.Ordinal));
    }
}

public interface IWithProperty : IGrainWithStringKey
{
    int Number { get; }
}

public interface ISynchronous : IGrainWithStringKey
{
    int Number();
}
