using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>What stands in every certificate issued to a peer: each is DOTS client and DOTS server with the same key.</summary>
internal static class PeerProfile
{
    internal static void AddTo(CertificateRequest request, X509Certificate2 authority, string name, IEnumerable<string> alternativeNames)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var alternative in alternativeNames.Prepend(name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(alternative, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(alternative);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateUseExtensions.ServerOid), new Oid(CertificateUseExtensions.ClientOid)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
    }
}
