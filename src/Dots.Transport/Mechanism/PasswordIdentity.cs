using Dots.Mechanism;
using Dots.Transport.Passwords;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Mechanism;

/// <summary>Who sent a request, by user and password (mechanism, section 5, mode b).</summary>
internal sealed class PasswordIdentity(IKnownUsers users, TimeProvider time)
{
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);

    private readonly PasswordCheck _check = new(users, time);

    internal async ValueTask<Identified> Identify(HttpContext context, MessageName message, CancellationToken deadline)
    {
        var headers = context.Request.Headers.Authorization;
        if (BasicCredentials.Read(headers.Count == 1 ? headers[0] : headers.ToString(), out var fault) is not { } credentials)
            return PeerIdentity.Refused(context, fault, ListenerIdentity.ServerOnly);

        var peer = new Peer("", null, PeerIdentity.Address(context.Connection)) { Proof = PeerProof.Password, Listener = ListenerIdentity.ServerOnly, User = credentials.User };
        if (!users.Ready)
            return new(peer, NotReady("the server has just started and does not know its users yet", message, RetrySoon));
        var verdict = await _check.Check(credentials, peer.Address, deadline);
        return verdict.Outcome switch
        {
            PasswordOutcome.Accepted => new(peer, null),
            PasswordOutcome.Throttled => new(peer, new MechanismRefusal(429, ErrorReason.Others, "too many wrong passwords came from this address; this one was not looked at") { RetryAfter = verdict.Wait }),
            PasswordOutcome.Busy => new(peer, NotReady("too many passwords are being checked; this one was not looked at", message, verdict.Wait)),
            _ => PeerIdentity.Refused(context, "user or password is wrong", ListenerIdentity.ServerOnly),
        };
    }

    private static MechanismRefusal NotReady(string detail, MessageName message, TimeSpan after) => new(503, ErrorReason.ServerError(message), detail) { RetryAfter = after };
}
