using Dots.Transport.Mechanism;

namespace Controller.Customers;

/// <summary>
/// One kind of errand of a mitigation: at most one call under way; what is done is not done again, what failed is repeated with growing pauses, and
/// another purpose starts afresh. Wanted within the owner's turn.
/// </summary>
internal sealed class Errand(TimeProvider time)
{
    private static readonly RetryPolicy Retries = new() { First = TimeSpan.FromSeconds(1), Cap = TimeSpan.FromSeconds(15) };

    private CustomerEffect? _wanted, _done;
    private DateTimeOffset _next;
    private int _failures;

    /// <summary>Ends with the call that is under way.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <param name="run">Does it once; is given how often it failed before in a row.</param>
    /// <param name="finished">Called when a call has ended, whatever came of it.</param>
    public void Want(CustomerEffect effect, Func<int, Task<ErrandOutcome>> run, Action finished)
    {
        if (effect == _done || !Work.IsCompleted)
            return;
        if (effect != _wanted)
            (_wanted, _failures, _next) = (effect, 0, default);
        if (time.GetUtcNow() >= _next)
            Work = Run(effect, run, finished);
    }

    /// <summary>What is done has to be done again.</summary>
    public void Again()
    {
        if (Work.IsCompleted)
            _done = null;
    }

    private async Task Run(CustomerEffect effect, Func<int, Task<ErrandOutcome>> run, Action finished)
    {
        // The turn that asked for it goes on first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var outcome = await run(_failures);
        if (outcome.IsDone)
            (_done, _failures) = (effect, 0);
        else
            _next = time.GetUtcNow() + Retries.Pause(++_failures, Random.Shared, outcome.NotBefore)!.Value;
        finished();
    }
}

/// <summary>What became of one try.</summary>
/// <param name="NotBefore">With a failure: the pause that was asked for.</param>
internal readonly record struct ErrandOutcome(bool IsDone, TimeSpan? NotBefore)
{
    public static readonly ErrandOutcome Done = new(true, null);

    public static ErrandOutcome Failed(TimeSpan? notBefore = null) => new(false, notBefore);
}
