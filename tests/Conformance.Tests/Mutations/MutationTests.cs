using Xunit.Abstractions;

namespace Conformance.Tests.Mutations;

/// <summary>100,000 mutations of every JSON message and command, to a real orchestrator and real controllers.</summary>
[Collection(nameof(Alone))]
public sealed class MutationTests(MutationRun run, ITestOutputHelper output) : IClassFixture<MutationRun>
{
    /// <summary>Bytes of the heap that the mutations after the warm-up may leave behind: what is bounded but not full yet, like the newest statuses of each member.</summary>
    private const long MayGrow = 20_000_000;

    /// <summary>Bytes for each order or filter that was witnessed: controllers remember it until its end, an hour and more away, so that it is never revived.</summary>
    private const long ForOrder = 6_000;

    [Fact]
    public void Every_mutation_is_answered_as_the_mechanism_says_and_valid_messages_are_accepted_before_and_after()
    {
        output.WriteLine(run.ToString());

        Assert.True(run.Tally.Failures.Count == 0, $"MUTATIONS_SEED={run.Seed}\n{string.Join("\n\n", run.Tally.Failures)}");
        Assert.True(run.Tally.Mutations >= run.Wanted, $"{run.Tally.Mutations} of {run.Wanted}");
    }

    [Fact]
    public void Nine_of_ten_mutations_are_read() => Assert.True(run.Tally.Read >= 0.9 * run.Tally.Mutations, run.ToString());

    [Fact]
    public void No_error_and_no_unexpected_exception_is_logged_or_lost()
    {
        Assert.True(run.Log.Bad.Count == 0, string.Join("\n", run.Log.Bad));
        Assert.True(run.Unobserved.Count == 0, string.Join("\n", run.Unobserved));
        Assert.True(run.Log.Lines > 0);
    }

    [Fact]
    public void Nothing_is_ordered_filtered_or_stored_outside_the_senders_own_address_space()
    {
        Assert.Empty(run.Mechanism.Witness.Escapes);
        Assert.Empty(run.Mechanism.OrderWitness.Escapes);
        Assert.Empty(run.Escaped);
        // Or nobody would have seen one.
        Assert.True(run.Mechanism.Witness.Seen > 100 && run.Mechanism.OrderWitness.Seen > 100, run.ToString());
    }

    [Fact]
    public void Nothing_is_left_once_everything_was_withdrawn() => Assert.Null(run.Left);

    [Fact]
    public void Nothing_grows()
    {
        Assert.True(run.Heap.End - run.Heap.Warm < MayGrow + (ForOrder * (run.Witnessed.End - run.Witnessed.Warm)), run.ToString());
        Assert.True(run.Connections.End <= run.Connections.Warm + 8, run.ToString());
    }

    [Fact]
    public async Task Every_server_is_alive_and_ready_afterwards() => Assert.Empty(await run.Sick());
}

/// <summary>Measures memory and time, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
