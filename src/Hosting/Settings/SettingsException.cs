using System.Collections.Immutable;

namespace Hosting.Settings;

/// <summary>The settings do not allow a start. Carries every problem found, not just the first; executables answer it with exit code 2.</summary>
public sealed class SettingsException(IEnumerable<SettingsProblem> problems) : Exception("the settings do not allow a start")
{
    public ImmutableArray<SettingsProblem> Problems { get; } = [.. problems];

    public override string Message => $"{base.Message}: {string.Join("; ", Problems)}";
}
