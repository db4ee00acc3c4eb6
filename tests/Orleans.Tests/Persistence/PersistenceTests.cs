using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Support.Orleans;

namespace Orleans.Tests.Persistence;

public sealed class PersistenceTests : IAsyncLifetime
{
    private readonly Signals _signals = new();
    private readonly TestStorage _named;
    private readonly TestStorage _default;
    private GrainHost _host = null!;

    public PersistenceTests()
    {
        _named = new(_signals);
        _default = new(_signals);
    }

    public async Task InitializeAsync() => _host = await GrainHost.Start(services => services
        .AddSingleton(_signals)
        .AddGrainStorage("named", (_, _) => _named)
        .AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (_, _) => _default));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task State_is_there_before_the_grain_is_activated()
    {
        var grain = Grain("loaded");
        await grain.Write("written");
        await grain.Leave();
        Assert.Equal("written", await grain.AtActivation());
    }

    [Fact]
    public async Task State_that_was_never_stored_is_a_new_object()
    {
        var grain = Grain("new");
        Assert.Equal("", await grain.Text());
        Assert.Equal("False none", await grain.Facts());
    }

    [Fact]
    public async Task A_write_sets_version_and_existence_and_a_clear_takes_them_back()
    {
        var grain = Grain("facts");
        await grain.Write("a");
        Assert.Equal("True 1", await grain.Facts());
        await grain.Write("b");
        Assert.Equal("True 2", await grain.Facts());
        await grain.Clear();
        Assert.Equal("False none", await grain.Facts());
    }

    [Fact]
    public async Task States_are_kept_by_name_each_in_its_storage()
    {
        var grain = Grain("names");
        await grain.Write("a");
        await grain.WriteOther(5);
        Assert.Equal((1, 1), (_named.Writes, _default.Writes));
        await grain.Leave();
        Assert.Equal(("a", 5), (await grain.Text(), await grain.Other()));
    }

    [Fact]
    public async Task A_read_replaces_what_is_in_memory()
    {
        var grain = Grain("reread");
        await grain.Write("mine");
        _named.Overwrite("text", grain.GetGrainId(), new NotebookText { Text = "theirs" });
        await grain.Reread();
        Assert.Equal("theirs", await grain.Text());
    }

    [Fact]
    public async Task Writes_that_wait_together_are_one_write_of_the_latest_state()
    {
        var grain = Grain("together");
        await grain.Text();
        _signals.Set("hold writes together");
        var first = grain.Append("1");
        await _signals.Wait("writing together");
        Task[] others = [grain.Append("2"), grain.Append("3"), grain.Append("4"), grain.Append("5")];
        Assert.Equal("12345", await grain.TextNow());
        _signals.Set("write together");
        await Task.WhenAll([first, .. others]);
        await grain.Leave();
        Assert.Equal("12345", await grain.Text());
        Assert.Equal(2, _named.Writes);
    }

    [Fact]
    public async Task A_version_conflict_that_leaves_the_grain_ends_its_activation()
    {
        var grain = Grain("conflict");
        await grain.Write("mine");
        var before = await grain.Activation();
        _named.Overwrite("text", grain.GetGrainId(), new NotebookText { Text = "theirs" });
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("mine again"));
        Assert.Equal(("100", "1"), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.NotEqual(before, await grain.Activation());
        Assert.Equal("theirs", await grain.Text());
    }

    [Fact]
    public async Task A_version_conflict_the_grain_catches_does_not_end_its_activation()
    {
        var grain = Grain("caught");
        await grain.Write("mine");
        var before = await grain.Activation();
        _named.Overwrite("text", grain.GetGrainId(), new NotebookText { Text = "theirs" });
        Assert.Equal(nameof(InconsistentStateException), await grain.TryWrite("mine again"));
        Assert.Equal(before, await grain.Activation());
    }

    [Fact]
    public async Task A_version_conflict_ends_only_the_activation_it_comes_from()
    {
        var (grain, caller) = (Grain("source"), Grain("caller"));
        await grain.Write("mine");
        var (source, other) = (await grain.Activation(), await caller.Activation());
        _named.Overwrite("text", grain.GetGrainId(), new NotebookText { Text = "theirs" });
        await Assert.ThrowsAsync<InconsistentStateException>(() => caller.WriteThrough(grain, "mine again"));
        Assert.NotEqual(source, await grain.Activation());
        Assert.Equal(other, await caller.Activation());
    }

    [Fact]
    public async Task Another_failure_of_the_storage_is_wrapped()
    {
        var grain = Grain("fails");
        _named.Failure = new IOException("disk gone");
        var failure = await Assert.ThrowsAsync<OrleansException>(() => grain.Write("x"));
        Assert.IsType<IOException>(failure.InnerException);
        Assert.Contains("disk gone", failure.Message, StringComparison.Ordinal);
        await grain.Write("y");
        Assert.Equal("True 1", await grain.Facts());
    }

    [Fact]
    public async Task State_is_for_the_grains_turns_only() => Assert.Equal("refused", await Grain("turns").TouchElsewhere());

    [Fact]
    public async Task A_grain_without_its_storage_cannot_be_activated()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(_host.Grains.GetGrain<IHomeless>("h").Nothing);
        Assert.Contains("nowhere", Assert.IsType<BadProviderConfigException>(failure.GetBaseException()).Message, StringComparison.Ordinal);
    }

    private INotebook Grain(string key) => _host.Grains.GetGrain<INotebook>(key);
}
