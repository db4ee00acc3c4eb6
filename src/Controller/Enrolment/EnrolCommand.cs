using Controller.Settings;
using Hosting;
using Hosting.Settings;
using Microsoft.Extensions.Configuration;

namespace Controller.Enrolment;

/// <summary>
/// `enroll --token T`: makes this controller's key and gets it a certificate, then registers and sends the first heartbeat with them
/// (seeds/003, ancillary use cases). May be repeated after any failure: the key stays, and the token is good for it until it expires.
/// </summary>
public static class EnrolCommand
{
    public const string Name = "enroll";

    private const string Certificate = "Identity:Certificate";
    private const string Key = "Identity:Key";
    private const string Ca = "Identity:Ca";

    /// <param name="arguments">--token T, and what else the controller is started with.</param>
    /// <returns>0 enrolled and registered, 1 not, 2 bad usage or settings; what was wrong is on <paramref name="errors"/>.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, ControllerOverrides? overrides = null)
    {
        try
        {
            var (token, rest) = TakeToken(arguments);
            var configuration = SettingsSource.Load(ControllerSettings.Prefix, rest);
            var settings = Checked(configuration);
            var files = new IdentityFiles(configuration[Certificate]!, configuration[Key]!, settings.Identity.Ca, settings.Identity.Crl);
            using var issued = await new Enrolment(settings, files, TimeProvider.System).Enrol(token);
            await output.WriteLineAsync($"enrolled: {settings.Name} has the certificate {files.Certificate}, valid until {issued.NotAfter.ToUniversalTime():u}");
            await output.WriteLineAsync(await FirstContact.Make(StrictSettings.Bind<ControllerSettings>(configuration), overrides));
            return Executable.Well;
        }
        catch (SettingsException e)
        {
            await errors.WriteLineAsync("not enrolled, because of the settings:");
            foreach (var problem in e.Problems)
                await errors.WriteLineAsync($"  {problem}");
            return Executable.BadSettings;
        }
        catch (Exception e) when (e is EnrolException or IOException)
        {
            await errors.WriteLineAsync($"failed: {e.Message}");
            return Executable.Failed;
        }
    }

    private static (string Token, IReadOnlyList<string> Others) TakeToken(IReadOnlyList<string> arguments)
    {
        const string option = "--token";
        for (var i = 0; i < arguments.Count; i++)
            if (arguments[i].StartsWith(option + "=", StringComparison.Ordinal))
                return (arguments[i][(option.Length + 1)..], [.. arguments.Take(i), .. arguments.Skip(i + 1)]);
            else if (arguments[i] == option && i + 1 < arguments.Count)
                return (arguments[i + 1], [.. arguments.Take(i), .. arguments.Skip(i + 2)]);
        throw new SettingsException([new(option, "missing; expected the one-time token that an administrator of the consortium handed out")]);
    }

    /// <summary>The controller's own settings, all of them checked though certificate and key are not there yet.</summary>
    private static ControllerSettings Checked(IConfigurationRoot configuration)
    {
        if (configuration[Ca] is not { } authority || !File.Exists(authority))
            throw new SettingsException([new(Ca, $"expected the file of the consortium's authority, from its administrator: by it the orchestrator is known before anything is sent to it; found {configuration[Ca] ?? "none"}")]);

        // Until they are made, a file that exists stands for them while everything else is checked.
        var standing = new[] { Certificate, Key }.Where(path => configuration[path] is { } file && !File.Exists(file)).ToDictionary(path => path, _ => (string?)authority);
        return StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(standing).Build());
    }
}

/// <summary>Where the identity is, or will be.</summary>
internal sealed record IdentityFiles(string Certificate, string Key, string Ca, string? Crl);

/// <summary>Not enrolled; the message says what to do.</summary>
internal sealed class EnrolException(string message, Exception? inner = null) : Exception(message, inner);
