using Dots.Mechanism;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dots.Transport.Mechanism;

/// <summary>One request from its first check to its answer, in the order of mechanism, section 4.</summary>
internal sealed partial class MechanismServer(IMechanismHandler handler, MechanismServerOptions options, TimeProvider time, ILogger<MechanismServer> logger)
{
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(5);

    private readonly CertificateIdentity _identity = new(options.Certificates);
    private readonly DeadlineTokens _deadlines = new(options.Deadline, time);
    private readonly LogGate _refusedPeers = new(TimeSpan.FromSeconds(1), time);

    /// <summary>Whatever is not a message's path.</summary>
    internal static Task NotFound(HttpContext context) =>
        AnswerWriter.Refusal(context.Response, new MechanismRefusal(404, ErrorReason.Others, "there is nothing at this path"), default).AsTask();

    internal async Task Serve(HttpContext context, Operation operation)
    {
        var deadline = _deadlines.Next();
        var refusal = RequestEnvelope.Check(context.Request, operation);
        Peer? peer = null;
        DateTimeOffset date = default;
        refusal ??= Identify(context, operation, out peer);
        refusal ??= RequestDate.Check(context.Request, time.GetUtcNow(), options.ClockSkew, out date);
        refusal ??= await Admit(context, peer!, operation, deadline);
        if (refusal is not null)
        {
            await AnswerWriter.Refusal(context.Response, refusal, default);
            return;
        }

        var body = await RequestBody.Read(context, operation, options.BodyTimeout, time);
        try
        {
            var reply = body.Refusal is { } untaken ? new Reply(default, untaken) : await Handle(context, peer!, operation, date, body.Bytes, deadline);
            if (reply.Refusal is { } refused)
                await AnswerWriter.Refusal(context.Response, refused, body.Bytes);
            else
                await AnswerWriter.Message(context.Response, reply.Body);
        }
        finally
        {
            body.Return();
        }
    }

    private MechanismRefusal? Identify(HttpContext context, Operation operation, out Peer peer)
    {
        var refusal = _identity.Identify(context.Connection, out peer);
        // Anybody can cause these, as often as they like: one line a second, and how many it stands for.
        if (refusal is not null && _refusedPeers.Open(out var unsaid))
            LogPeerRefused(operation.WireName, peer.Address, refusal.Detail, unsaid);
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
            LogTooSlow(operation.WireName, peer.SenderId, options.Deadline.TotalSeconds, context.TraceIdentifier);
            return new MechanismRefusal(503, ErrorReason.ServerError(operation.Name), $"not ready in time (reference {context.TraceIdentifier})") { RetryAfter = RetrySoon };
        }
        LogFailed(e, operation.WireName, peer.SenderId, context.TraceIdentifier);
        return new MechanismRefusal(500, ErrorReason.ServerError(operation.Name), $"the server failed (reference {context.TraceIdentifier})");
    }
}
