using System.Collections.Concurrent;
using Controller.Settings;
using Controller.Signaling;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Signatures;
using Dots.Transport.Tls;

namespace Controller.Customers;

/// <summary>Reaches the customers that have a callback URL: one warm connection each. Wherever the URL leads, only one of the customer's own keys is talked to.</summary>
internal sealed class CustomerLinks(ControllerSettings settings, Identity identity, PeerCertificates certificates, CustomerFiles files, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Link> _links = new(StringComparer.Ordinal);

    /// <returns>Null, or why it was not taken.</returns>
    public async Task<string?> Push(string customer, Callback callback, MitigationStatusUpdates status, CancellationToken cancellation)
    {
        var delivery = Delivery.Of(await Client(customer, callback).Status(status, cancellation));
        return delivery.Taken ? null : delivery.Detail;
    }

    /// <returns>Null, or why it was not answered.</returns>
    public async Task<string?> Heartbeat(string customer, Callback callback, Heartbeat heartbeat, CancellationToken cancellation)
    {
        var delivery = Delivery.Of(await Client(customer, callback).Heartbeat(heartbeat, cancellation));
        return delivery.Taken ? null : delivery.Detail;
    }

    public void Dispose()
    {
        foreach (var link in _links.Values)
            link.Client.Dispose();
    }

    private MechanismClient Client(string customer, Callback callback)
    {
        if (_links.TryGetValue(customer, out var known) && known.To == callback)
            return known.Client;
        var made = new Link(callback, new(
            new()
            {
                Url = callback.Url,
                Certificate = identity.Certificate,
                Intermediates = identity.Intermediates,
                Certificates = certificates,
                ServerName = (certificate, _) => files.Current.Find(customer)?.Owns(certificate) == true,
                AllowPrivateAddresses = settings.Development,
                Signed = Signed(callback.Mode),
                ClockSkew = TimeSpan.FromSeconds(settings.Identity.ClockSkewSeconds),
            },
            time));

        // Calls under way on a replaced client fail and are repeated on the new one.
        var kept = _links.AddOrUpdate(customer, made, (_, other) => other.To == callback ? other : made);
        (kept == made ? known : made)?.Client.Dispose();
        return kept.Client;
    }

    /// <summary>The certificate is shown as well: who came with a password may listen in any mode.</summary>
    private SignedMessages Signed(ListenerIdentity mode) => mode switch
    {
        _ when !SigningKey.Fits(identity.Certificate) => SignedMessages.None,
        ListenerIdentity.Mutual => SignedMessages.None,
        ListenerIdentity.ServerOnly => SignedMessages.Requests,
        _ => SignedMessages.RequestsAndAnswers,
    };

    private sealed record Link(Callback To, MechanismClient Client);
}
