using Hosting.Commands;

namespace Controller.Mitigators;

/// <summary>
/// Runs the member's own command, one process per action (contracts, Controller's mitigator): the action as its argument, the order as one
/// JSON line on standard input, JSON lines on standard output, exit code 0. What lasts too long is killed with all its children.
/// </summary>
/// <param name="command">Path of an executable file; it is started directly, no shell looks at it.</param>
/// <param name="limit">Longest time a process may take.</param>
/// <param name="running">Where processes are noted while they run.</param>
internal sealed class CommandMitigator(string command, TimeSpan limit, RunningCommands running, TimeProvider time) : IMitigator
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation) => Run("apply", order, cancellation);

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) => Run("withdraw", order, cancellation);

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => Run("status", order, cancellation);

    private async Task<MitigatorAnswer> Run(string action, MitigatorOrder order, CancellationToken cancellation)
    {
        using var span = ControllerTrace.Start("mitigator.run", action);
        running.EndLeftOver();
        try
        {
            return MitigatorLine.Read(await BoundedCommand.Run(command, action, MitigatorLine.Write(order) + "\n", limit, time, cancellation, running.Note));
        }
        catch (CommandException e)
        {
            throw new MitigatorException(e.Message, e);
        }
    }
}
