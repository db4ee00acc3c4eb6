using Microsoft.Extensions.Configuration;

namespace Hosting.Settings;

/// <summary>
/// Binds configuration to a settings class and refuses whatever does not fit, all of it at once: unknown keys, missing ones
/// (C# "required" properties), values of another type, out of range, files that are not there. A property that is neither
/// required nor configured keeps the value of its initializer.
/// </summary>
public static class StrictSettings
{
    /// <summary>Reads the sources of <see cref="SettingsSource.Load"/> and binds them.</summary>
    /// <exception cref="SettingsException">With every problem found.</exception>
    public static T Load<T>(string prefix, IReadOnlyList<string> arguments)
        where T : class => Bind<T>(SettingsSource.Load(prefix, arguments));

    /// <summary>Binds a whole configuration, or one section of it: problems then carry the section's path.</summary>
    /// <exception cref="SettingsException">With every problem found.</exception>
    public static T Bind<T>(IConfiguration configuration)
        where T : class
    {
        var binder = new ObjectBinder();
        var path = configuration is IConfigurationSection section ? section.Path : "";
        var bound = (T)binder.BindObject(typeof(T), configuration, path);
        return binder.Problems.Count == 0 ? bound : throw new SettingsException(binder.Problems);
    }
}
