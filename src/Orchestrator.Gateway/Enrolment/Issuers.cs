using Dots.Transport.Tls;
using Hosting.Settings;
using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>The issuer that the settings name.</summary>
internal static class Issuers
{
    /// <summary>Null: none.</summary>
    /// <exception cref="SettingsException">The authority's files cannot be used.</exception>
    public static ICertificateIssuer? Of(EnrolmentSettings settings, string ca, TimeProvider time)
    {
        if (settings.Command is { } command)
            return new CommandIssuer(Path.GetFullPath(command), TimeSpan.FromSeconds(settings.CommandSeconds), time);
        if (settings.CaKey is not { } key)
            return null;
        try
        {
            return new AuthorityIssuer(CertificateAuthority.Open(ca, key, time), TimeSpan.FromDays(settings.ValidityDays));
        }
        catch (KeyFileException e)
        {
            throw new SettingsException([new("Enrolment:CaKey", e.Message)]);
        }
    }
}
