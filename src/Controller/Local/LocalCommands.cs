using System.Collections.Immutable;
using Controller.Orders;
using Controller.Policy;
using Dots.Mechanism;
using Microsoft.Extensions.Logging;
using Storage.Shells;

namespace Controller.Local;

/// <summary>What people of this member can do at its controller, whether or not the orchestrator can be reached (contracts, local commands).</summary>
/// <param name="judge">This member's policy as it is now.</param>
/// <param name="link">How it stands with the orchestrator, for a person.</param>
internal sealed partial class LocalCommands(OrderBook book, Func<Order, RequestedTerms, Verdict> judge, Func<string> link, TimeProvider time, ILogger<LocalCommands> log)
{
    /// <summary>How long a stop waits for filters to be gone before it says how many are left.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string Codes = string.Join(", ", Enum.GetValues<DeclineCode>().Select(OrderWords.Of));

    /// <summary>Asks the orchestrator for help with a customer's mitigation, by its alert_id, for a person.</summary>
    public required Func<string, string, Task<(bool Done, string Said)>> Escalate { get; init; }

    /// <summary>Cancels this member's registration with the orchestrator, with the reasons to be told there.</summary>
    public required Func<string, CancellationToken, Task<(bool Done, string Said)>> Unregister { get; init; }

    /// <summary>Registers again after that.</summary>
    public required Func<(bool Done, string Said)> Register { get; init; }

    public async Task<LocalAnswer> Carry(LocalRequest request, CancellationToken cancellation)
    {
        var by = Clean(request.By, 64);
        ImmutableArray<string> words = [.. request.Words.Select(w => Clean(w, 300))];
        try
        {
            var answer = (request.Command, words) switch
            {
                ("list", []) => List(),
                ("approve", [var id]) => await Approve(id, by),
                ("decline", [var id, var code, .. var text]) => await Decline(id, code, string.Join(' ', text), by),
                ("stop", [var target]) => await Stop(target, by, cancellation),
                ("resume", [var target]) => await Resume(target, by),
                ("escalate", [var alert]) => Of(await Escalate(alert, by)),
                ("unregister", _) => Of(await Unregister(words.IsEmpty ? $"{by} says so" : $"{string.Join(' ', words)} ({by})", cancellation)),
                ("register", []) => Of(Register()),
                _ => LocalAnswer.BadUsage(LocalClient.Usage),
            };
            if (request.Command != "list")
                LogCarried(log, by, request.Command, string.Join(' ', words), answer.Exit, answer.Lines.FirstOrDefault() ?? "");
            return answer;
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            LogNotStored(log, by, request.Command, e);
            return LocalAnswer.Failed($"it could not be stored and may or may not count: {e.Message}. Look at the disk under Data:Directory, then say it again");
        }
    }

    private LocalAnswer List()
    {
        var now = time.GetUtcNow();
        return new(Hosting.Executable.Well,
        [
            $"orchestrator: {link()}",
            .. book.Stops.Select(s => $"stopped: {s.Target}, by {s.By} since {s.Since:u}"),
            .. OrderTable.Of(book.Views, now),
        ]);
    }

    private async Task<LocalAnswer> Approve(string id, string by)
    {
        if (book.Stops.FirstOrDefault(s => s.Covers(id)) is { } stop)
            return LocalAnswer.Failed($"it is {stop.Reason}: 'controller resume {stop.Target}' first");

        // Files may have changed since it came: nobody approves what is never filtered, or anything in a dry run.
        var held = book.Views.FirstOrDefault(v => v.Order.Engagement == id)?.Order;
        if (held?.Waiting is { Until: null } waiting
            && judge(new(id, held.Alert, waiting.Revision, waiting.NotAfter), new(waiting.Terms.Match, waiting.Terms.Action, waiting.Terms.Engagement ?? new(), waiting.Terms.Attack)) is Verdict.Decline no)
            return LocalAnswer.Failed($"{id}: this member's policy declines it by now: {no.Reason}");
        return Of(id, await book.Approve(id, by), $"{id} approved");
    }

    private async Task<LocalAnswer> Decline(string id, string code, string text, string by) =>
        Enum.GetValues<DeclineCode>().Where(c => OrderWords.Of(c) == code).ToArray() is [var known]
            ? Of(id, await book.Decline(id, known, text.Length > 0 ? $"{text} (declined by {by})" : $"declined by {by}"), $"{id} declined: {code}; later revisions of it are declined alike")
            : LocalAnswer.BadUsage($"expected one of {Codes} as the reason, then any words; found {code}");

    private async Task<LocalAnswer> Stop(string target, string by, CancellationToken cancellation)
    {
        if (target.Contains('/', StringComparison.Ordinal) && book.Views.All(v => v.Order.Engagement != target))
            return LocalAnswer.Failed($"{target}: no order with this id is remembered here; 'controller list' shows them, 'controller stop all' stops everything");
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var (stop, ended, left) = await book.StopThese(target, by, either.Token);
        if (stop is null)
            return LocalAnswer.Failed("there are too many stops; lift some, or 'controller stop all'");
        var said = $"{target} stopped: {ended} orders ended; new ones are declined until 'controller resume {target}'";
        return left == 0
            ? LocalAnswer.Well(said)
            : new(Hosting.Executable.Failed, [said, $"{left} filters are not out yet: the mitigator is asked again until they are; 'controller list' shows what it says"]);
    }

    private async Task<LocalAnswer> Resume(string target, string by)
    {
        if (!await book.Resume(target, by))
            return LocalAnswer.Failed($"{target} is not stopped; stopped: {(book.Stops.IsEmpty ? "nothing" : string.Join(", ", book.Stops.Select(s => s.Target)))}");
        var rest = book.Stops.Select(s => $"still stopped: {s.Target}, by {s.By} since {s.Since:u}");
        return LocalAnswer.Well([$"{target} resumed; what was declined meanwhile may be ordered again", .. rest]);
    }

    private static LocalAnswer Of((bool Done, string Said) outcome) => outcome.Done ? LocalAnswer.Well(outcome.Said) : LocalAnswer.Failed(outcome.Said);

    private static LocalAnswer Of(string id, Refusal? refusal, string well) => refusal is null ? LocalAnswer.Well(well) : LocalAnswer.Failed($"{id}: {refusal.Detail}");

    // What people type ends up in logs and on other people's screens.
    private static string Clean(string text, int most) => new([.. text.Take(most).Select(c => char.IsControl(c) ? ' ' : c)]);

    [LoggerMessage(3711, LogLevel.Warning, "{By} said '{Command} {Words}', exit code {Exit}: {Answer}", EventName = "Carried")]
    private static partial void LogCarried(ILogger log, string by, string command, string words, int exit, string answer);

    [LoggerMessage(3712, LogLevel.Error, "what {By} said with '{Command}' could not be stored. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string by, string command, Exception exception);
}
