using Dots.Mechanism;
using Dots.Transport.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Mechanism;

/// <summary>One request from its first check to its answer, in the order of mechanism, section 4.</summary>
internal sealed partial class MechanismServer(IMechanismHandler handler, MechanismServerOptions options, TimeProvider time, ILogger<MechanismServer> logger)
{
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PeerIdentity _identity = new(options, time);
    private readonly DeadlineTokens _deadlines = new(options.Deadline, time);
    private readonly LogGate _refusedPeers = new(TimeSpan.FromSeconds(1), time);

    /// <summary>Whatever is not a message's path.</summary>
    internal Task NotFound(HttpContext context) =>
        AnswerWriter.Refusal(context.Response, new MechanismRefusal(404, ErrorReason.Others, "there is nothing at this path"), default, Seal(context)).AsTask();

    internal async Task Serve(HttpContext context, Operation operation)
    {
        var deadline = _deadlines.Next();
        var seal = Seal(context);
        var refusal = RequestEnvelope.Check(context.Request, operation);
        Identified sender = default;
        DateTimeOffset date = default;
        if (refusal is null)
        {
            sender = await Identify(context, operation, deadline);
            refusal = sender.Refusal;
        }
        refusal ??= RequestDate.Check(context.Request, sender.Signature?.Created, time.GetUtcNow(), options.ClockSkew, out date);
        refusal ??= await Admit(context, sender.Peer, operation, deadline);
        if (refusal is not null)
        {
            await AnswerWriter.Refusal(context.Response, refusal, default, seal);
            return;
        }

        var body = await RequestBody.Read(context, operation, options.BodyTimeout, time);
        try
        {
            refusal = body.Refusal ?? await Unproven(context, sender, operation, body.Bytes);
            // Whose message it is, is not known: nothing of it goes back.
            var repeated = refusal is null ? body.Bytes : default;
            var reply = refusal is not null ? new Reply(default, refusal) : await Handle(context, sender.Peer, operation, date, body.Bytes, deadline);
            if (reply.Refusal is { } refused)
                await AnswerWriter.Refusal(context.Response, refused, repeated, seal);
            else
                await AnswerWriter.Message(context.Response, reply.Body, seal);
        }
        finally
        {
            body.Return();
        }
    }

    private AnswerSeal? Seal(HttpContext context) =>
        PeerIdentity.Listener(context) == ListenerIdentity.Signed && options.Own is { } own ? AnswerSeal.For(context.Request, own, time) : null;

    private async ValueTask<Identified> Identify(HttpContext context, Operation operation, CancellationToken deadline)
    {
        var sender = await _identity.Identify(context, operation.Name, deadline);
        if (sender.Refusal is { } refusal)
            LogRefused(operation, sender.Peer, refusal);
        return sender;
    }

    // What a signature promised of the body, and that it comes for the first time: remembered before anything is done for it.
    private async ValueTask<MechanismRefusal?> Unproven(HttpContext context, Identified sender, Operation operation, ReadOnlyMemory<byte> body)
    {
        if (sender.Signature is not { } signature)
            return null;
        if (!ContentDigest.Fits(signature.Digest, body.Span))
            return LogRefused(operation, sender.Peer, new MechanismRefusal(401, ErrorReason.Others, "content-digest does not fit the body: it was changed on its way"));
        try
        {
            if (await options.Once!(signature.Nonce, signature.Created + options.ClockSkew + Second))
                return null;
        }
        catch (Exception e)
        {
            LogNonceNotStored(e, operation.WireName, sender.Peer.Name, context.TraceIdentifier);
            return new MechanismRefusal(503, ErrorReason.ServerError(operation.Name), $"the signature's nonce could not be stored; sign the message anew and send it again (reference {context.TraceIdentifier})") { RetryAfter = RetrySoon };
        }
        return LogRefused(operation, sender.Peer, new MechanismRefusal(401, ErrorReason.Others, "the signature's nonce was used before; every message needs a new one"));
    }

    // Anybody can cause these, as often as they like: one line a second, and how many it stands for.
    private MechanismRefusal LogRefused(Operation operation, Peer peer, MechanismRefusal refusal)
    {
        if (_refusedPeers.Open(out var unsaid))
            LogPeerRefused(operation.WireName, peer.Address, refusal.Status, refusal.Detail, unsaid);
        return refusal;
    }

    private async ValueTask<MechanismRefusal?> Admit(HttpContext context, Peer peer, Operation operation, CancellationToken deadline)
    {
        try
        {
            return await handler.Admit(peer, operation.Name, context.Request.ContentLength, deadline);
        }
        catch (Exception e)
        {
            return Failed(context, peer, operation, e, deadline);
        }
    }

    private async ValueTask<Reply> Handle(HttpContext context, Peer peer, Operation operation, DateTimeOffset date, ReadOnlyMemory<byte> body, CancellationToken deadline)
    {
        try
        {
            return await operation.Handle(handler, peer, date, body, deadline);
        }
        catch (Exception e)
        {
            return new Reply(default, Failed(context, peer, operation, e, deadline));
        }
    }

    // The exception stays here; the peer gets a reference by which an operator finds it.
    private MechanismRefusal Failed(HttpContext context, Peer peer, Operation operation, Exception e, CancellationToken deadline)
    {
        if (e is OperationCanceledException && deadline.IsCancellationRequested)
        {
            LogTooSlow(operation.WireName, peer.Name, options.Deadline.TotalSeconds, context.TraceIdentifier);
            return new MechanismRefusal(503, ErrorReason.ServerError(operation.Name), $"not ready in time (reference {context.TraceIdentifier})") { RetryAfter = RetrySoon };
        }
        LogFailed(e, operation.WireName, peer.Name, context.TraceIdentifier);
        return new MechanismRefusal(500, ErrorReason.ServerError(operation.Name), $"the server failed (reference {context.TraceIdentifier})");
    }
}
