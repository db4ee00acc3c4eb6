using System.Globalization;
using System.Text.Json;
using Hosting;
using Orchestrator.Gateway.Ledger;
using Storage.Journal;

namespace Orchestrator.Gateway.Usage;

/// <summary>
/// `usage DIR [--format csv|jsonl] [--from T] [--to T] [--member M]`: who helped whom, from the ledger of a journal or a copy of it; the orchestrator may run
/// meanwhile. Only reads, and only a ledger whose chains hold.
/// </summary>
internal static class UsageCommand
{
    /// <summary>The ledger's kind of event.</summary>
    public const string Kind = "usage";

    private const string Stream = "mitigation/";
    private const string Help = "expected: usage DIR [--format csv|jsonl] [--from T] [--to T] [--member M]; T as 2026-11-01 or 2026-11-01T00:00:00Z";

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (UsageQuery.Parse(arguments, out var problem) is not { } query)
            return Said(errors, $"{problem}; {Help}", Executable.BadSettings);
        if (JournalFolder.Find(query.Directory) is not { } journal)
            return Said(errors, $"there is no journal in {Path.GetFullPath(query.Directory)}", Executable.BadSettings);
        try
        {
            var (verification, events) = LedgerVerifier.Collect(journal, Kind);
            if (verification.Fault is { } fault)
                return Said(errors, $"the ledger does not hold, nothing is told from it: {LedgerCommand.Said(fault)}", Executable.Failed);

            // All is read before any is written: half a table looks like a whole one.
            var records = events.Select(e => (Mitigation: e.Stream.StartsWith(Stream, StringComparison.Ordinal) ? e.Stream[Stream.Length..] : e.Stream, Record: Read(e)))
                .Where(r => query.Wants(r.Record))
                .OrderBy(r => r.Record.To).ThenBy(r => r.Mitigation, StringComparer.Ordinal).ThenBy(r => r.Record.Operator, StringComparer.Ordinal).ToArray();
            if (query.Csv)
                output.Write(UsageFormat.CsvHeader);
            foreach (var (mitigation, record) in records)
                output.Write(query.Csv ? UsageFormat.CsvRow(mitigation, record) : UsageFormat.JsonLine(mitigation, record));
            return Executable.Well;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Said(errors, e.Message, Executable.Failed);
        }
    }

    private static UsageRecord Read(Storage.LedgerEntry entry)
    {
        try
        {
            return UsageRecord.Read(entry.Event.Content.Span);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"event {entry.Number} of stream {entry.Stream} is no usage record: {e.Message}"), e);
        }
    }

    private static int Said(TextWriter errors, string what, int exit)
    {
        errors.WriteLine($"bad: {what}");
        return exit;
    }
}
