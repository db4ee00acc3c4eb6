using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dots.Transport.Mechanism;
using Grains.Consortium;
using Grains.Customers;

namespace Orchestrator.Gateway.Identity;

/// <summary>
/// Which sender_id is a peer's (mechanism, section 5): its certificate's, or, for a user with a password, that of its member's registration. The latter is
/// fetched when the message is admitted, so that the check itself, which every message needs, waits for nothing.
/// </summary>
internal sealed class SenderIds(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, RegistrationRecord> _registered = new(StringComparer.Ordinal);

    /// <summary>Before the messages of a user are checked.</summary>
    public async ValueTask Fetch(Peer peer, Member member)
    {
        if (peer.Proof != PeerProof.Password)
            return;
        if (await grains.GetGrain<ICustomerGrain>(member.Id).Registration() is { } registration)
            _registered[member.Id] = registration;
        else
            _registered.TryRemove(member.Id, out _);
    }

    /// <summary>Why it is not this peer's; null when it is.</summary>
    public string? Foreign(Peer peer, Member member, string senderId)
    {
        if (peer.Proof != PeerProof.Password)
            return senderId == peer.SenderId ? null : $"sender_id {senderId} is not this certificate's ({peer.SenderId})";
        if (!_registered.TryGetValue(member.Id, out var registration))
            return $"{member.Id} has no access token yet, of which sender_id is made; register first";
        return Same(senderId, registration.TokenHash) || Same(senderId, registration.TokenHashBefore ?? "")
            ? null
            : $"sender_id {senderId} is not that of {peer.Name}: SHA-256 of customer_id:access_token of {member.Id}'s registration";
    }

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
