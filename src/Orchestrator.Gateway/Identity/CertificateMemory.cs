using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;

namespace Orchestrator.Gateway.Identity;

/// <summary>
/// Tells the consortium, once for each certificate, which key came with it: so its revocation is noticed also when its member is silent. Gathered and stored
/// together: a thousand members that register at once cost a few writes. What a crash loses is told again with the member's next connection.
/// </summary>
internal sealed partial class CertificateMemory(IGrainFactory grains, ConsortiumView consortium, TimeProvider time, ILogger<CertificateMemory> log) : BackgroundService
{
    private const int WaitingAtMost = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    // A connection has one certificate object for its whole life: one look a connection, nothing a message.
    private readonly ConditionalWeakTable<X509Certificate2, CertificateId> _seen = [];
    private readonly ConcurrentDictionary<CertificateId, KnownCertificate> _waiting = [];

    /// <summary>For a peer that is a member.</summary>
    public void Remember(Peer peer)
    {
        if (peer.Certificate is not { } certificate || _seen.TryGetValue(certificate, out _) || _waiting.Count >= WaitingAtMost)
            return;
        var id = CertificateId.Of(certificate);
        if (!consortium.Current.Knows(peer.SenderId, id.Issuer, id.Serial))
            _waiting[id] = new KnownCertificate(peer.SenderId, id.Issuer, id.Serial, certificate.NotAfter.ToUniversalTime());
        _seen.AddOrUpdate(certificate, id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Tell();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Tell();
        }
    }

    private async Task Tell()
    {
        var told = _waiting.ToArray();
        if (told.Length == 0)
            return;
        try
        {
            await grains.GetGrain<IConsortiumGrain>(0).Shown([.. told.Select(t => t.Value)]);
            foreach (var one in told)
                _waiting.TryRemove(one);
        }
        catch (Exception e)
        {
            LogNotRemembered(told.Length, e);
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "{Count} certificates that members came with could not be stored; tried again. Until then a revocation of them is noticed only when they are used", EventName = "Certificate.NotRemembered")]
    private partial void LogNotRemembered(int count, Exception why);
}
