using Storage.Shells;
using Support;

namespace Storage.Tests.Shells;

public sealed class ShellTests
{
    private readonly ScriptedStore _store = new();
    private readonly Shell<Count, string, int> _shell;

    public ShellTests() => _shell = new(new Counting(), new Count(0), _store, _store, new ManualTime());

    [Fact]
    public async Task Shell_starts_with_the_stored_state()
    {
        _store.Stored = new Count(7);

        await _shell.Load();

        Assert.Equal((7, 7), (_shell.Committed.Value, _shell.Current.Value));
    }

    [Fact]
    public async Task Shell_of_something_never_stored_starts_with_none()
    {
        await _shell.Load();

        Assert.Equal(0, _shell.Committed.Value);
        Assert.Empty(_store.Happened);
    }

    [Fact]
    public async Task State_is_stored_before_effects_happen()
    {
        Assert.Null(await _shell.Handle("up"));

        Assert.Equal(["stored 1 with 1", "announced 1"], _store.Happened);
        Assert.Equal(1, _shell.Committed.Value);
    }

    [Fact]
    public async Task Events_of_one_decision_are_stored_in_one_write()
    {
        await _shell.Handle("twice");

        Assert.Equal(["stored 2 with 2", "announced 2"], _store.Happened);
    }

    [Fact]
    public async Task Nothing_is_seen_or_sent_while_the_write_is_under_way()
    {
        var hold = new TaskCompletionSource();
        _store.Hold = hold.Task;

        var handled = _shell.Handle("up").AsTask();

        Assert.Equal((0, 1), (_shell.Committed.Value, _shell.Current.Value));
        Assert.Empty(_store.Happened);
        hold.SetResult();
        await handled;
        Assert.Equal(1, _shell.Committed.Value);
    }

    [Fact]
    public async Task Refused_command_stores_and_sends_nothing()
    {
        _store.Stored = new Count(10);
        await _shell.Load();

        Assert.Equal("too-many", (await _shell.Handle("up"))!.Code);

        Assert.Empty(_store.Happened);
        Assert.Equal(10, _shell.Current.Value);
    }

    [Fact]
    public async Task Command_that_changes_nothing_stores_and_sends_nothing()
    {
        Assert.Null(await _shell.Handle("again"));

        Assert.Empty(_store.Happened);
    }

    [Theory]
    [InlineData(typeof(WriteOutcomeUnknownException))]
    [InlineData(typeof(VersionConflictException))]
    [InlineData(typeof(TimeoutException))]
    public async Task Write_that_may_have_taken_effect_sends_nothing_and_stops_the_shell(Type failure)
    {
        _store.Failure = Make(failure);

        await Assert.ThrowsAsync(failure, async () => await _shell.Handle("up"));

        Assert.True(_shell.Lost);
        Assert.Equal(0, _shell.Committed.Value);
        _store.Failure = null;
        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(async () => await _shell.Handle("up"));
        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(async () => await _shell.Flush());
        Assert.Throws<WriteOutcomeUnknownException>(() => _shell.Gather("up"));
        Assert.Throws<WriteOutcomeUnknownException>(_shell.Drive);
        Assert.Empty(_store.Happened);
    }

    [Fact]
    public async Task Full_store_leaves_the_shell_as_it_was()
    {
        _shell.Gather("up");
        _store.Failure = new StoreFullException("full");

        await Assert.ThrowsAsync<StoreFullException>(async () => await _shell.Handle("up"));

        Assert.Equal((0, 0, false, false), (_shell.Committed.Value, _shell.Current.Value, _shell.HasGathered, _shell.Lost));
        Assert.Empty(_store.Happened);
        _store.Failure = null;
        await _shell.Handle("up");
        Assert.Equal(["stored 1 with 1", "announced 1"], _store.Happened);
    }

    [Fact]
    public async Task Gathered_news_is_stored_together_by_the_next_flush()
    {
        Assert.Null(_shell.Gather("up"));
        Assert.Null(_shell.Gather("twice"));
        Assert.Empty(_store.Happened);
        Assert.Equal((0, 3, true), (_shell.Committed.Value, _shell.Current.Value, _shell.HasGathered));

        await _shell.Flush();

        Assert.Equal(["stored 3 with 3", "announced 3"], _store.Happened);
        Assert.Equal((3, false), (_shell.Committed.Value, _shell.HasGathered));
    }

    [Fact]
    public async Task Handled_command_takes_gathered_news_along()
    {
        _shell.Gather("up");

        await _shell.Handle("up");

        Assert.Equal(["stored 2 with 2", "announced 2"], _store.Happened);
    }

    [Fact]
    public async Task Command_that_changes_nothing_because_of_gathered_news_is_answered_after_that_is_stored()
    {
        _shell.Gather("up");

        Assert.Null(await _shell.Handle("again"));

        Assert.Equal(["stored 1 with 1", "announced 1"], _store.Happened);
    }

    [Fact]
    public async Task Refused_gathering_keeps_nothing()
    {
        _store.Stored = new Count(10);
        await _shell.Load();

        Assert.Equal("too-many", _shell.Gather("up")!.Code);

        Assert.False(_shell.HasGathered);
    }

    [Fact]
    public async Task News_gathered_during_a_write_waits_for_the_next_one()
    {
        var hold = new TaskCompletionSource();
        _store.Hold = hold.Task;
        var handled = _shell.Handle("up").AsTask();

        _shell.Gather("up");
        hold.SetResult();
        await handled;

        Assert.Equal((1, 2, true), (_shell.Committed.Value, _shell.Current.Value, _shell.HasGathered));
        await _shell.Flush();
        Assert.Equal(["stored 1 with 1", "announced 1", "stored 2 with 1", "announced 2"], _store.Happened);
    }

    [Fact]
    public async Task Second_turn_during_a_write_is_the_owners_mistake_and_changes_nothing()
    {
        var hold = new TaskCompletionSource();
        _store.Hold = hold.Task;
        var handled = _shell.Handle("up").AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _shell.Handle("up"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _shell.Flush());

        hold.SetResult();
        await handled;
        Assert.Equal(["stored 1 with 1", "announced 1"], _store.Happened);
        Assert.Equal((1, false), (_shell.Current.Value, _shell.HasGathered));
    }

    [Fact]
    public async Task Flush_without_news_does_nothing()
    {
        await _shell.Flush();

        Assert.Empty(_store.Happened);
    }

    [Fact]
    public void Driving_asks_for_what_is_stored_not_for_what_is_gathered()
    {
        _shell.Gather("up");

        _shell.Drive();

        Assert.Equal(["announced 0"], _store.Happened);
    }

    private static Exception Make(Type failure) =>
        failure == typeof(VersionConflictException) ? new VersionConflictException(new DocumentKey("t", "s", "k"), "1", "2")
        : failure == typeof(TimeoutException) ? new TimeoutException()
        : new WriteOutcomeUnknownException("connection lost");
}
