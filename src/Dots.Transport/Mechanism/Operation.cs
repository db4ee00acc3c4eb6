using System.Collections.Immutable;
using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>One row of <see cref="Operations"/>: a message, its answer, and who handles it.</summary>
internal abstract class Operation(MessageName name)
{
    internal MessageName Name { get; } = name;

    /// <summary>Name and path of the message, behind <c>{base}/dots/api/</c>.</summary>
    internal string WireName { get; } = name.WireName();

    internal int MaxBytes { get; } = name.MaxBytes();

    internal abstract ValueTask<Reply> Handle(IMechanismHandler handler, Peer peer, DateTimeOffset date, ReadOnlyMemory<byte> body, CancellationToken cancellation);
}

/// <param name="Body">The answer's bytes when it is not a refusal.</param>
internal readonly record struct Reply(ReadOnlyMemory<byte> Body, MechanismRefusal? Refusal);

internal sealed class Operation<TMessage, TAnswer>(
    MessageName name,
    Func<IMechanismHandler, Received<TMessage>, CancellationToken, ValueTask<Answer<TAnswer>>> handle,
    Func<TAnswer, ReadOnlyMemory<byte>> encode) : Operation(name)
    where TMessage : class
    where TAnswer : class
{
    internal override async ValueTask<Reply> Handle(IMechanismHandler handler, Peer peer, DateTimeOffset date, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var parsed = MechanismCodec.Parse<TMessage>(body);
        if (parsed.Message is not { } message)
            return new Reply(default, parsed.Refusal);

        var answer = await handle(handler, new Received<TMessage>(peer, message, date, body), cancellation);
        return answer.Message is { } good ? new Reply(encode(good), null) : new Reply(default, answer.Refusal ?? throw new InvalidOperationException($"The handler of {WireName} answered neither a message nor a refusal"));
    }
}

/// <summary>Every message of the mechanism (section 1).</summary>
internal static class Operations
{
    private static readonly byte[] Empty = "{}"u8.ToArray();

    internal static readonly ImmutableArray<Operation> All =
    [
        new Operation<Registration, RegistrationResponse>(MessageName.Registration, (h, r, c) => h.Register(r, c), m => MechanismCodec.Encode(m)),
        new Operation<RegistrationCancelling, RegistrationCancellingResponse>(MessageName.RegistrationCancelling, (h, r, c) => h.CancelRegistration(r, c), m => MechanismCodec.Encode(m)),
        new Operation<MitigationRequest, MitigationStatusUpdates>(MessageName.MitigationRequest, (h, r, c) => h.Request(r, c), m => MechanismCodec.Encode(m)),
        new Operation<MitigationEfficacyUpdates, MitigationStatusUpdates>(MessageName.MitigationEfficacyUpdates, (h, r, c) => h.Efficacy(r, c), m => MechanismCodec.Encode(m)),
        new Operation<MitigationStatusUpdates, Nothing>(MessageName.MitigationStatusUpdates, (h, r, c) => h.Status(r, c), _ => Empty),
        new Operation<MitigationTerminationRequest, MitigationStatusUpdates>(MessageName.MitigationTerminationRequest, (h, r, c) => h.Terminate(r, c), m => MechanismCodec.Encode(m)),
        new Operation<MitigationTerminationStatusAcknowledgement, Nothing>(MessageName.MitigationTerminationStatusAcknowledgement, (h, r, c) => h.Acknowledge(r, c), _ => Empty),
        new Operation<Heartbeat, Heartbeat>(MessageName.Heartbeat, (h, r, c) => h.Heartbeat(r, c), m => MechanismCodec.Encode(m)),
        new Operation<SightingRequest, Nothing>(MessageName.SightingRequest, (h, r, c) => h.AskSighting(r, c), _ => Empty),
        new Operation<SightingReport, Nothing>(MessageName.SightingReport, (h, r, c) => h.ReportSighting(r, c), _ => Empty),
    ];
}
