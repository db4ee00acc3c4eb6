using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Tls;

/// <summary>
/// Says whether a peer's certificate is one of the consortium's (mechanism, section 5): signed by its authority (no other root is trusted, nothing
/// is fetched from the network), within its validity, for the right use, strong enough, and not revoked by the CRL file.
/// Safe for concurrent use. A verdict on a certificate seen before costs a look-up; a change of the CRL file takes effect within a second, on warm connections too.
/// </summary>
public sealed class PeerCertificates
{
    private const int RememberedAtMost = 4096;
    // Nothing that a verdict rests on changes unnoticed: the CRL has its generation, the certificate its dates.
    private static readonly TimeSpan VerdictStands = TimeSpan.FromMinutes(1);

    private readonly AuthorityBundle _authorities;
    private readonly CertificateChecks _checks;
    private readonly RevocationFile? _revocations;
    private readonly TimeProvider _time;
    private readonly ConditionalWeakTable<X509Certificate2, Known> _known = [];
    private readonly ConcurrentDictionary<string, Standing> _accepted = new(StringComparer.Ordinal);

    /// <param name="authorities">The consortium's authorities: roots (self-signed) and the intermediates below them.</param>
    /// <param name="crlPath">CRL file, PEM or DER, signed by one of the authorities; null when revocation is not used.</param>
    /// <exception cref="IOException">The CRL file cannot be read or used.</exception>
    /// <exception cref="ArgumentException">No root among the authorities.</exception>
    public PeerCertificates(X509Certificate2Collection authorities, string? crlPath, TimeProvider time, ILogger<PeerCertificates> logger)
    {
        _authorities = new AuthorityBundle(authorities);
        _checks = new CertificateChecks(_authorities);
        _time = time;
        _revocations = crlPath is null ? null : new RevocationFile(crlPath, _authorities.All, time, logger);
    }

    /// <summary>The verdict on a certificate a peer proved to hold the key of; null is a peer that showed none.</summary>
    public CertificateVerdict Verify(X509Certificate2? certificate, CertificateUse use)
    {
        if (certificate is null)
            return CertificateVerdict.Missing;

        var known = _known.GetValue(certificate, static c => new Known(c));
        var now = _time.GetUtcNow();
        var revocations = _revocations?.Current();
        var generation = revocations?.Number ?? 0;
        if (known.Last(use) is { } last && last.Holds(now, generation))
            return last.Verdict;

        // One at a time for one certificate: the platform decodes an object's extensions when they are first asked for, and who reads them while another thread
        // does so may find fewer than there are. Messages that come together on a new connection do.
        lock (known)
        {
            if (known.Last(use) is { } made && made.Holds(now, generation))
                return made.Verdict;
            var key = known.Key(use);
            if (!_accepted.TryGetValue(key, out var standing) || !standing.Holds(now, generation))
            {
                standing = new Standing(_checks.Check(certificate, known.SenderId, use, now, revocations?.Lists ?? []), Until(certificate, now), generation);
                Remember(key, standing);
            }

            known.Remember(use, standing);
            return standing.Verdict;
        }
    }

    /// <summary>Changes whenever another CRL is in use.</summary>
    public int RevocationVersion => _revocations?.Current().Number ?? 0;

    /// <summary>Since when a certificate is revoked by the CRL in use, itself or an authority above it; null: it is not.</summary>
    public DateTimeOffset? RevokedSince(CertificateId certificate)
    {
        if (_revocations?.Current().Lists is not { Count: > 0 } lists)
            return null;
        var (id, since) = (certificate, (DateTimeOffset?)null);
        // As many steps as there are authorities: names that lead in a circle end too.
        for (var steps = 0; since is null && steps <= _authorities.Intermediates.Count; steps++)
        {
            foreach (var list in lists)
                if (list.IssuerId == id.Issuer && list.Revoked.TryGetValue(id.Serial, out var at))
                    since = at;
            if (_authorities.Intermediates.FirstOrDefault(a => CertificateId.IssuerOf(a.SubjectName.RawData) == id.Issuer) is not { } above)
                break;
            id = CertificateId.Of(above);
        }
        return since;
    }

    // Only accepted ones are remembered beyond their connection: strangers, of whom there may be any number, cannot push members out.
    private void Remember(string key, Standing standing)
    {
        if (!standing.Verdict.Accepted)
        {
            _accepted.TryRemove(key, out _);
            return;
        }
        if (_accepted.Count >= RememberedAtMost)
            _accepted.Clear();
        _accepted[key] = standing;
    }

    private static DateTimeOffset Until(X509Certificate2 certificate, DateTimeOffset now)
    {
        var until = now + VerdictStands;
        foreach (var edge in (ReadOnlySpan<DateTime>)[certificate.NotBefore, certificate.NotAfter])
            if (edge.ToUniversalTime() is var at && at >= now.UtcDateTime && at < until.UtcDateTime)
                until = at;
        return until;
    }

    private sealed record Standing(CertificateVerdict Verdict, DateTimeOffset Until, int Generation)
    {
        internal bool Holds(DateTimeOffset now, int generation) => generation == Generation && now < Until;
    }

    /// <summary>What does not change about one certificate object, that is, about one connection.</summary>
    private sealed class Known(X509Certificate2 certificate)
    {
        private readonly string _fingerprint = Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span));
        private Standing? _client;
        private Standing? _server;

        internal string SenderId { get; } = Tls.SenderId.Of(certificate);

        internal string Key(CertificateUse use) => (use == CertificateUse.Client ? "c" : "s") + _fingerprint;

        internal Standing? Last(CertificateUse use) => Volatile.Read(ref use == CertificateUse.Client ? ref _client : ref _server);

        internal void Remember(CertificateUse use, Standing standing) => Volatile.Write(ref use == CertificateUse.Client ? ref _client : ref _server, standing);
    }
}
