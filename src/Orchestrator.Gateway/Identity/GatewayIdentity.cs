using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Hosting.Settings;

namespace Orchestrator.Gateway.Identity;

/// <summary>The orchestrator's certificate and whom it believes, read from the files of the settings.</summary>
internal sealed record GatewayIdentity(X509Certificate2 Certificate, X509Certificate2Collection Authorities, string SenderId)
{
    /// <exception cref="SettingsException">A file cannot or must not be used.</exception>
    public static GatewayIdentity Load(IdentitySettings settings)
    {
        try
        {
            var certificate = KeyFiles.Load(settings.Certificate, settings.Key);
            return new(certificate, KeyFiles.LoadCertificates(settings.Ca), Dots.Transport.Tls.SenderId.Of(certificate));
        }
        catch (KeyFileException e)
        {
            throw new SettingsException([new("Identity", e.Message)]);
        }
    }
}
