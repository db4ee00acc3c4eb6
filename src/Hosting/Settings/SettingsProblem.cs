namespace Hosting.Settings;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Path">Configuration path, e.g. "Listen:0:Endpoint"; for a file that cannot be read, its path.</param>
/// <param name="Message">What is expected there and what was found, for the person who wrote it.</param>
public sealed record SettingsProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
