using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Mechanism;

/// <summary>Whether a server's certificate, already known to be the consortium's, is the one of the peer that was meant.</summary>
/// <param name="host">Host of the URL that was called: a DNS name or an address.</param>
public delegate bool ServerNameCheck(X509Certificate2 certificate, string host);

/// <summary>The two ways to recognise a server (design, section 5: the certificate names the member).</summary>
public static class ServerNames
{
    /// <summary>The certificate names the host that was called, as in any HTTPS (RFC 9525).</summary>
    public static ServerNameCheck Host { get; } = (certificate, host) => certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false);

    /// <summary>The certificate names the member: as its common name or one of its DNS names. Wherever the URL leads, only that member's key can answer.</summary>
    public static ServerNameCheck Member(string member) => (certificate, _) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == member
        || certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(names => names.EnumerateDnsNames().Contains(member, StringComparer.OrdinalIgnoreCase));
}
