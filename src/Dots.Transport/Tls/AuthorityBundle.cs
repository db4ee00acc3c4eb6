using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>The consortium's authorities: self-signed ones are roots, the others intermediates. Nothing else is trusted, and nothing is fetched.</summary>
internal sealed class AuthorityBundle
{
    internal AuthorityBundle(X509Certificate2Collection authorities)
    {
        foreach (var authority in authorities)
            (IsSelfIssued(authority) ? Roots : Intermediates).Add(authority);
        if (Roots.Count == 0)
            throw new ArgumentException("The consortium's authorities hold no self-signed root certificate", nameof(authorities));
        All.AddRange(Roots);
        All.AddRange(Intermediates);
    }

    internal X509Certificate2Collection Roots { get; } = [];
    internal X509Certificate2Collection Intermediates { get; } = [];
    internal X509Certificate2Collection All { get; } = [];

    /// <summary>Cheap first question, so that a flood of strangers' certificates costs no chain building.</summary>
    internal bool Names(X500DistinguishedName issuer) =>
        All.Any(authority => authority.SubjectName.RawData.AsSpan().SequenceEqual(issuer.RawData));

    internal bool Holds(X509Certificate2 certificate) => All.Any(authority => authority.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    internal static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    internal X509ChainPolicy Policy(DateTimeOffset at)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = at.UtcDateTime,
            // A certificate may name a place to fetch its issuer from; following it would let any stranger make this process send requests.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Roots);
        policy.ExtraStore.AddRange(Intermediates);
        return policy;
    }
}
