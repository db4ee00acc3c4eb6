using System.Globalization;

namespace Bench.World;

/// <summary>Options of a benchmark: "--name value".</summary>
internal static class Options
{
    /// <exception cref="FormatException">What stands behind it is no number.</exception>
    public static int Number(string[] args, string name, int otherwise) => Text(args, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{name}: '{text}' is no number");

    /// <summary>The text behind an option; null without the option.</summary>
    /// <exception cref="FormatException">Nothing stands behind it.</exception>
    public static string? Text(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at
        ? at + 1 < args.Length ? args[at + 1] : throw new FormatException($"{name} needs a value")
        : null;

    public static int[] Numbers(string[] args, string name, int[] otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at ? [.. args[at + 1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] : otherwise;
}
