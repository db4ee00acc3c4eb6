using Controller.Policy;
using Controller.Settings;
using Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>The thresholds of Detection:File, read again when it changes.</summary>
/// <exception cref="SettingsException">The file cannot be used.</exception>
internal sealed class DetectionFiles(ControllerSettings settings, TimeProvider time, ILogger<DetectionFiles> log) : IDisposable
{
    private readonly ReloadedFile<DetectionRules>? _rules = settings.Detection.File is { } path ? new("Detection:File", path, DetectionRules.Parse, time, log) : null;

    /// <summary>Null when there is no such file: then only alarms of detectors with thresholds of their own count.</summary>
    public DetectionRules? Rules => _rules?.Current;

    public void Dispose() => _rules?.Dispose();
}
