using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Hosting.Settings;

/// <summary>
/// Where settings come from, later ones winning: a JSON file (comments allowed), environment variables with one prefix,
/// the command line. Nothing else is read, so that an unknown key is always the user's.
/// </summary>
public static class SettingsSource
{
    /// <summary>The file read when the command line names no other with --settings.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>Reads all sources.</summary>
    /// <param name="prefix">Of environment variables, with its two underscores: "CONTROLLER__" makes CONTROLLER__Identity__Key the setting Identity:Key.</param>
    /// <param name="arguments">"--Identity:Key=FILE" or "--Identity:Key FILE"; "--settings FILE" names the JSON file, which must then exist.</param>
    /// <param name="environment">For tests; the process's own when null.</param>
    /// <param name="directory">Where <see cref="DefaultFile"/> is looked for; the current directory when null.</param>
    /// <exception cref="SettingsException">An argument or a file that cannot be read.</exception>
    public static IConfigurationRoot Load(string prefix, IReadOnlyList<string> arguments, IDictionary? environment = null, string? directory = null)
    {
        List<SettingsProblem> problems = [];
        var given = Arguments(arguments, problems);
        var builder = new ConfigurationBuilder();

        var named = given.Remove("settings", out var file);
        file = Path.GetFullPath(file ?? DefaultFile, directory ?? Directory.GetCurrentDirectory());
        if (File.Exists(file))
            AddFile(builder, file, problems);
        else if (named)
            problems.Add(new(file, "expected the settings file that --settings names; there is no such file"));

        builder.AddInMemoryCollection(Environment(prefix, environment ?? System.Environment.GetEnvironmentVariables()));
        builder.AddInMemoryCollection(given);
        return problems.Count == 0 ? builder.Build() : throw new SettingsException(problems);
    }

    private static void AddFile(ConfigurationBuilder builder, string file, List<SettingsProblem> problems)
    {
        try
        {
            // Read once and kept: a provider that reads lazily would throw where nobody can name the file.
            var json = new ConfigurationBuilder().AddJsonFile(file, optional: false, reloadOnChange: false).Build();
            builder.AddConfiguration(json);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            var cause = e.InnerException is { } inner ? inner.InnerException ?? inner : e;
            problems.Add(new(file, $"expected a JSON object that can be read: {cause.Message}"));
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Environment(string prefix, IDictionary environment) =>
        from DictionaryEntry entry in environment
        let name = (string)entry.Key
        where name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length
        select KeyValuePair.Create(name[prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)entry.Value);

    private static Dictionary<string, string?> Arguments(IReadOnlyList<string> arguments, List<SettingsProblem> problems)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                problems.Add(new(argument, "expected --Section:Key=value or --settings FILE"));
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? argument[2..] : argument[2..equals]).Replace("__", ":", StringComparison.Ordinal);
            if (equals < 0 && i + 1 == arguments.Count)
                problems.Add(new(argument, "expected a value after it"));
            else if (!given.TryAdd(key, equals < 0 ? arguments[++i] : argument[(equals + 1)..]))
                problems.Add(new(argument, "given twice"));
        }

        return given;
    }
}
