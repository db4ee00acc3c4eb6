namespace Dots.Transport.Tls;

/// <summary>What a peer uses its certificate for; the extended key usage, where there is one, must allow it.</summary>
public enum CertificateUse
{
    Client,
    Server,
}

internal static class CertificateUseExtensions
{
    internal const string ServerOid = "1.3.6.1.5.5.7.3.1";
    internal const string ClientOid = "1.3.6.1.5.5.7.3.2";

    internal static string Oid(this CertificateUse use) => use == CertificateUse.Client ? ClientOid : ServerOid;
}
