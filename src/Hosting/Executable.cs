using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Hosting;

/// <summary>The life of an executable: settings, start, SIGTERM or Ctrl-C, exit code.</summary>
public static class Executable
{
    public const int Well = 0;
    public const int Failed = 1;
    public const int BadSettings = 2;

    /// <summary>Reads the settings, builds the application and runs it until it is told to stop.</summary>
    /// <param name="build">May throw <see cref="SettingsException"/> for what only shows when settings are used, e.g. a key file that others can read.</param>
    /// <returns>0 stopped as told, 1 failed, 2 bad usage or settings; what was wrong is on standard error.</returns>
    public static async Task<int> Run<T>(string prefix, string[] arguments, Func<T, Task<WebApplication>> build)
        where T : class
    {
        WebApplication application;
        try
        {
            application = await build(StrictSettings.Load<T>(prefix, arguments));
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync("not started, because of the settings:");
            foreach (var problem in e.Problems)
                await Console.Error.WriteLineAsync($"  {problem}");
            return BadSettings;
        }

        try
        {
            await using (application)
                await application.RunAsync();
            return Well;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What the machine refuses (a port in use, a directory of another process) is told in a sentence; anything else is a bug and wants its trace.
            await Console.Error.WriteLineAsync(e is IOException ? $"failed: {e.Message}" : $"failed: {e}");
            return Failed;
        }
    }
}
