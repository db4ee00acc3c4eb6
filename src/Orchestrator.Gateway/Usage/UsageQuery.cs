using System.Globalization;

namespace Orchestrator.Gateway.Usage;

/// <summary>Which usage is wanted, and how.</summary>
/// <param name="From">Records that ended then or later.</param>
/// <param name="To">Records that ended before: so that of consecutive periods each record is in exactly one.</param>
/// <param name="Member">Only those in which it was the asker or the operator.</param>
internal sealed record UsageQuery(string Directory, bool Csv, DateTimeOffset? From, DateTimeOffset? To, string? Member)
{
    public bool Wants(UsageRecord record) =>
        (From is not { } from || record.To >= from) && (To is not { } to || record.To < to) && (Member is null || record.Asker == Member || record.Operator == Member);

    /// <summary>Null: <paramref name="problem"/> says why.</summary>
    public static UsageQuery? Parse(IReadOnlyList<string> arguments, out string? problem)
    {
        var query = new UsageQuery("", Csv: true, null, null, null);
        problem = null;
        for (var i = 0; i < arguments.Count && problem is null; i++)
        {
            var (name, value) = Option(arguments, ref i);
            (query, problem) = (name, value) switch
            {
                (null, { } directory) when query.Directory.Length == 0 => (query with { Directory = directory }, null),
                ("--format", "csv" or "jsonl") => (query with { Csv = value == "csv" }, null),
                ("--format", _) => (query, $"--format: expected csv or jsonl; found {value ?? "nothing"}"),
                ("--from", _) when Time(value) is { } from => (query with { From = from }, null),
                ("--to", _) when Time(value) is { } to => (query with { To = to }, null),
                ("--from" or "--to", _) => (query, $"{name}: expected a time; found {value ?? "nothing"}"),
                ("--member", { Length: > 0 }) => (query with { Member = value }, null),
                _ => (query, $"{name ?? value}: not expected"),
            };
        }

        if (query.Directory.Length == 0)
            problem ??= "DIR: missing";
        return problem is null ? query : null;
    }

    private static (string? Name, string? Value) Option(IReadOnlyList<string> arguments, ref int i)
    {
        var argument = arguments[i];
        if (!argument.StartsWith("--", StringComparison.Ordinal))
            return (null, argument);
        if (argument.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            return (argument[..equals], argument[(equals + 1)..]);
        return (argument, i + 1 < arguments.Count ? arguments[++i] : null);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
