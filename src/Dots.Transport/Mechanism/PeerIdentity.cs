using System.Net;
using Dots.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Signatures;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Mechanism;

/// <summary>Who sent a request, by what its listener asks for (mechanism, section 5). Every failure is answered 401 and says what is wrong.</summary>
internal sealed class PeerIdentity(MechanismServerOptions options, TimeProvider time)
{
    private readonly CertificateIdentity _certificates = new(options.Certificates);
    private readonly SignatureIdentity? _signatures = options is { Own: { } own, Once: not null } ? new(own, options.Certificates, time) : null;
    private readonly PasswordIdentity? _passwords = options.Users is { } users ? new(users, time) : null;

    internal ValueTask<Identified> Identify(HttpContext context, MessageName message, CancellationToken deadline) => Listener(context) switch
    {
        ListenerIdentity.Mutual => new(_certificates.Identify(context.Connection)),
        ListenerIdentity.ServerOnly => ServerOnly(context, message, deadline),
        ListenerIdentity.Signed => new(Signed(context, ListenerIdentity.Signed)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal static ListenerIdentity Listener(HttpContext context) => context.Features.Get<ListenerFeature>()?.Identity ?? ListenerIdentity.Mutual;

    internal static IPAddress Address(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4(),
        { } address => address,
        null => IPAddress.None,
    };

    internal static Identified Refused(HttpContext context, string detail, ListenerIdentity listener, string senderId = "") =>
        new(new Peer(senderId, null, Address(context.Connection)) { Listener = listener }, new MechanismRefusal(401, ErrorReason.Others, detail));

    private ValueTask<Identified> ServerOnly(HttpContext context, MessageName message, CancellationToken deadline)
    {
        var (password, signature) = (context.Request.Headers.Authorization.Count > 0, context.Request.Headers.ContainsKey(MessageSignature.SignatureField));
        if (password && signature)
            return new(Refused(context, "a user's password and a signature are both there; send one of them", ListenerIdentity.ServerOnly));
        if (signature)
            return new(Signed(context, ListenerIdentity.ServerOnly));
        return password && _passwords is not null
            ? _passwords.Identify(context, message, deadline)
            : new(Refused(context, password ? "there are no users with passwords here; sign the message" : $"the message is neither signed ({MessageSignature.SignatureField}) nor sent with user and password (Authorization)", ListenerIdentity.ServerOnly));
    }

    private Identified Signed(HttpContext context, ListenerIdentity listener) =>
        _signatures?.Identify(context, listener) ?? Refused(context, "signed messages are not accepted here", listener);
}
