using System.Collections.Immutable;
using Dots.Transport.Tls;
using Grains.Consortium;

namespace Orchestrator.Gateway.Identity;

/// <summary>Compares the certificates members came with with the revocation list in use, and brings what changed to the consortium's grain.</summary>
internal sealed partial class RevocationWatcher(
    PeerCertificates certificates, IGrainFactory grains, ConsortiumView consortium, TimeProvider time, ILogger<RevocationWatcher> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private (int List, long Members) _compared = (-1, -1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Compare(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task Compare(CancellationToken stopping)
    {
        var snapshot = consortium.Current.Snapshot;
        var now = (certificates.RevocationVersion, snapshot.Version);
        if (now == _compared || consortium.FetchedAt is null)
            return;
        try
        {
            var changed = Changed(snapshot.Certificates);
            if (!changed.IsEmpty)
            {
                await grains.GetGrain<IConsortiumGrain>(0).Revoked(changed);
                await consortium.Refresh();
                foreach (var certificate in changed)
                    Log(certificate);
            }
            _compared = now;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotStored(e);
        }
    }

    private ImmutableArray<KnownCertificate> Changed(ImmutableArray<KnownCertificate> known)
    {
        var now = time.GetUtcNow();
        var changed = ImmutableArray.CreateBuilder<KnownCertificate>();
        foreach (var certificate in known)
        {
            var since = certificates.RevokedSince(new CertificateId(certificate.Issuer, certificate.Serial));
            // Authorities leave expired certificates out of their lists: that restores nothing.
            if (since != certificate.RevokedSince && (since is not null || now <= certificate.NotAfter))
                changed.Add(certificate with { RevokedSince = since });
        }
        return changed.ToImmutable();
    }

    private void Log(KnownCertificate certificate)
    {
        var member = consortium.Current.Snapshot.Members.FirstOrDefault(m => m.Keys.Contains(certificate.Key));
        if (certificate.RevokedSince is { } since)
            LogRevoked(certificate.Serial, since, certificate.Key, member is { State: MemberState.Suspended } ? $"{member.Id} has no other and is suspended" : "its member has others");
        else
            LogRestored(certificate.Serial, certificate.Key);
    }

    [LoggerMessage(1211, LogLevel.Warning, "Certificate {Serial} was revoked at {Since}: key {Key} counts no longer, {Outcome}. A new key in consortium.json or a corrected revocation list restores the member", EventName = "Certificate.Revoked")]
    private partial void LogRevoked(string serial, DateTimeOffset since, string key, string outcome);

    [LoggerMessage(1212, LogLevel.Warning, "Certificate {Serial} is revoked no longer: key {Key} counts again", EventName = "Certificate.Restored")]
    private partial void LogRestored(string serial, string key);

    [LoggerMessage(1213, LogLevel.Error, "What the revocation list says of members' certificates could not be stored; tried again in a second. The certificates themselves are refused all the same", EventName = "Certificate.NotStored")]
    private partial void LogNotStored(Exception why);
}
