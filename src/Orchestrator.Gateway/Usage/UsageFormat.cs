using System.Globalization;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Usage;

/// <summary>How usage is written: CSV (RFC 4180, header row, CRLF) or one JSON object a line.</summary>
internal static class UsageFormat
{
    private const string LineEnd = "\r\n";

    public static string CsvHeader => string.Join(',', UsageColumns.All.Select(c => c.Name)) + LineEnd;

    public static string CsvRow(string mitigation, UsageRecord record) => string.Join(',', UsageColumns.All.Select(c => Cell(c.Value(mitigation, record)))) + LineEnd;

    public static string JsonLine(string mitigation, UsageRecord record)
    {
        var line = new JsonObject();
        foreach (var (name, value) in UsageColumns.All)
            line[name] = value(mitigation, record) switch { string text => text, double number when double.IsFinite(number) => number, _ => null };
        return line.ToJsonString() + "\n";
    }

    private static string Cell(object? value) => value switch
    {
        double number when double.IsFinite(number) => number.ToString("0.###", CultureInfo.InvariantCulture),
        string text => Quoted(Harmless(text)),
        _ => "",
    };

    // A spreadsheet takes a text that begins like this for a formula, and these texts came from members.
    private static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
