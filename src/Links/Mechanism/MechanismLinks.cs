using System.Collections.Concurrent;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;
using Grains.Presence;

namespace Links.Mechanism;

/// <summary>
/// Reaches controllers and askers by the JSON mechanism: one warm connection a member, each in the mode in which the member registered. Only a certificate that names the member is
/// talked to, wherever its URL leads; once that is revoked withdrawals only go there, by a connection of their own.
/// </summary>
public sealed class MechanismLinks(LinkIdentity identity, PeerCertificates certificates, ConsortiumView consortium, TimeProvider time) : IControllerLink, IAskerLink, IDisposable
{
    private readonly ConcurrentDictionary<(string Member, bool Revoked), Peer> _peers = new();

    public async Task<DeliveryOutcome> Deliver(Grains.Operators.OperatorProfile to, Order order, TimeSpan deadline)
    {
        if (Client(to.Member, to.Url, to.Mode, deadline) is not { } client)
            return DeliveryOutcome.Failed($"{to.Member}'s controller URL {to.Url} is not allowed");
        if (!order.Withdraw)
            return OrderAnswers.Of(order, await client.Request(OrderMessages.Request(order, identity.SenderId, time.GetUtcNow()), CancellationToken.None));

        // Whose certificate was revoked is asked for nothing more, but told to give up what it filters for others: that takes nothing from anybody.
        var withdrawal = OrderMessages.Termination(order, identity.SenderId);
        var result = await client.Terminate(withdrawal, CancellationToken.None);
        if (result is SendResult<MitigationStatusUpdates>.Unreachable { Kind: UnreachableKind.Certificate } && Client(to.Member, to.Url, to.Mode, deadline, acceptRevoked: true) is { } last)
            result = await last.Terminate(withdrawal, CancellationToken.None);
        return OrderAnswers.Of(order, result);
    }

    public async Task<DeliveryOutcome> Tell(Grains.Operators.OperatorProfile to, OperatorNotice notice, TimeSpan deadline)
    {
        if (Client(to.Member, to.Url, to.Mode, deadline) is not { } client)
            return DeliveryOutcome.Failed($"{to.Member}'s controller URL {to.Url} is not allowed");
        var failure = notice.News switch
        {
            OperatorNews.Efficacy => Failure(await client.Efficacy(NoticeMessages.Efficacy(notice, identity.SenderId), CancellationToken.None)),
            OperatorNews.Acknowledgement => Failure(await client.Acknowledge(NoticeMessages.Acknowledgement(notice, identity.SenderId), CancellationToken.None)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return failure is null ? new DeliveryOutcome(null, null, false) : DeliveryOutcome.Failed(failure);
    }

    public async Task<DeliveryOutcome> AskSighting(Grains.Operators.OperatorProfile to, SightingQuestion question, TimeSpan deadline, CancellationToken cancellation)
    {
        if (Client(to.Member, to.Url, to.Mode, deadline) is not { } client)
            return DeliveryOutcome.Failed($"{to.Member}'s controller URL {to.Url} is not allowed", permanent: true);
        try
        {
            return await client.AskSighting(SightingMessages.Request(question, identity.SenderId), cancellation) switch
            {
                SendResult<Nothing>.Ok => new DeliveryOutcome(null, null, false),
                SendResult<Nothing>.Refused refused => DeliveryOutcome.Failed(Failure(refused)!, permanent: refused.Permanent),
                var unreachable => DeliveryOutcome.Failed(Failure(unreachable)!),
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return DeliveryOutcome.Failed("did not take the question in time");
        }
    }

    public async Task<DeliveryOutcome> Heartbeat(Grains.Operators.OperatorProfile to, TimeSpan deadline)
    {
        if (Client(to.Member, to.Url, to.Mode, deadline) is not { } client)
            return DeliveryOutcome.Failed($"{to.Member}'s controller URL {to.Url} is not allowed");
        return Failure(await client.Heartbeat(Own(true), CancellationToken.None)) is { } failure ? DeliveryOutcome.Failed(failure) : new DeliveryOutcome(null, null, false);
    }

    public async Task<string?> Push(string member, RegistrationRecord to, Grains.Mitigations.MitigationStatus status, TimeSpan deadline)
    {
        if (Client(member, to.CallbackUrl!, to.Mode, deadline) is not { } client)
            return $"callback_url {to.CallbackUrl} is not allowed";
        return Failure(await client.Status(StatusMessages.Of(status, identity.SenderId, consortium.Current.Snapshot.Visibility, to.Extensions), CancellationToken.None));
    }

    public async Task<string?> Heartbeat(string member, Callback to, TimeSpan deadline) => Client(member, to.Url, to.Mode, deadline) is { } client
        ? Failure(await client.Heartbeat(Own(to.Extensions), CancellationToken.None))
        : $"callback_url {to.Url} is not allowed";

    public void Dispose()
    {
        foreach (var peer in _peers.Values)
            peer.Client.Dispose();
    }

    private Heartbeat Own(bool extensions) => new() { SenderId = identity.SenderId, Extension = extensions ? new HeartbeatExtension { Now = time.GetUtcNow() } : null };

    private static string? Failure<T>(SendResult<T> result)
        where T : class => result switch
    {
        SendResult<T>.Ok => null,
        SendResult<T>.Refused refused => $"{refused.Refusal.Status} {refused.Refusal.Detail}",
        SendResult<T>.Unreachable unreachable => $"{unreachable.Kind.ToString().ToLowerInvariant()}: {unreachable.Detail}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The member's client; a new one when its URL or mode has changed. Null when the URL may not be called.</summary>
    private MechanismClient? Client(string member, string url, PeerMode mode, TimeSpan deadline, bool acceptRevoked = false)
    {
        if (_peers.TryGetValue((member, acceptRevoked), out var peer) && peer.Url == url && peer.Mode == mode)
            return peer.Client;
        if (PeerUrl.Check(url, identity.AllowPrivateAddresses).Url is not { } allowed)
            return null;

        var made = new Peer(url, mode, new MechanismClient(
            new MechanismClientOptions
            {
                Url = allowed, Certificate = identity.Certificate, Certificates = certificates, ServerName = ServerNames.Member(member),
                AllowPrivateAddresses = identity.AllowPrivateAddresses, Deadline = deadline, AcceptRevoked = acceptRevoked,
                // Its certificate is shown as well: who came with a password may listen in any mode.
                Signed = mode switch { _ when !identity.Signs => SignedMessages.None, PeerMode.Mutual => SignedMessages.None, PeerMode.ServerOnly => SignedMessages.Requests, _ => SignedMessages.RequestsAndAnswers },
            },
            time));

        // Calls under way on the replaced client fail and are tried again on the new one.
        var kept = _peers.AddOrUpdate((member, acceptRevoked), made, (_, known) => known.Url == url && known.Mode == mode ? known : made);
        if (kept != made)
            made.Client.Dispose();
        else if (peer is not null)
            peer.Client.Dispose();
        return kept.Client;
    }

    private sealed record Peer(string Url, PeerMode Mode, MechanismClient Client);
}
