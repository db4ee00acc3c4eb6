using System.Globalization;
using FsCheck;

namespace Support;

/// <summary>
/// How often a property is tried, and on what. The same cases every time, so that a failure was caused by what was changed; PROPERTIES=N tries N times as many new
/// ones, and a failure then prints the seed of its case.
/// </summary>
public static class Properties
{
    private static readonly int? Factor = int.TryParse(Environment.GetEnvironmentVariable("PROPERTIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) ? factor : null;

    /// <summary>Settings for so many cases.</summary>
    public static Config Times(int count) => Factor is { } factor
        ? Config.QuickThrowOnFailure.WithMaxTest(count * factor)
        : Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261126, 1);
}
