using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Mechanism.Tables;
using Dots.Mechanism.Wire;

namespace Dots.Tests.Mechanism;

/// <summary>A type of message with its table and a sample that gives every attribute, without its type parameter.</summary>
internal abstract class MessageCase
{
    private static readonly Dictionary<string, MessageCase> ByName = new MessageCase[]
    {
        new MessageCase<Registration>(Samples.Registration), new MessageCase<RegistrationResponse>(Samples.RegistrationResponse),
        new MessageCase<RegistrationCancelling>(Samples.RegistrationCancelling), new MessageCase<RegistrationCancellingResponse>(Samples.RegistrationCancellingResponse),
        new MessageCase<MitigationRequest>(Samples.MitigationRequest), new MessageCase<MitigationEfficacyUpdates>(Samples.MitigationEfficacyUpdates),
        new MessageCase<MitigationStatusUpdates>(Samples.MitigationStatusUpdates), new MessageCase<MitigationTerminationRequest>(Samples.MitigationTerminationRequest),
        new MessageCase<MitigationTerminationStatusAcknowledgement>(Samples.MitigationTerminationStatusAcknowledgement), new MessageCase<Heartbeat>(Samples.Heartbeat),
        new MessageCase<SightingRequest>(Samples.SightingRequest), new MessageCase<SightingReport>(Samples.SightingReport),
    }.ToDictionary(one => one.Type.Name);

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static MessageCase Of(string name) => ByName[name];

    public static IEnumerable<MessageCase> All => ByName.Values;

    public abstract Type Type { get; }

    public Table Table => MessageTables.All[Type].Table;

    public int InvalidReason => Type.Name.StartsWith("Registration", StringComparison.Ordinal) ? 1 : 0;

    public abstract byte[] Full { get; }

    /// <summary>The full message as JSON, anew.</summary>
    public JsonObject FullJson => JsonNode.Parse(Full)!.AsObject();

    /// <summary>The refusal, or null and the message encoded again.</summary>
    public abstract MechanismRefusal? Parse(ReadOnlyMemory<byte> body, out byte[] again);

    public MechanismRefusal? Parse(JsonNode body) => Parse(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), out _);
}

internal sealed class MessageCase<T>(T full) : MessageCase
{
    public override Type Type => typeof(T);

    public override byte[] Full => MechanismCodec.Encode(full);

    public override MechanismRefusal? Parse(ReadOnlyMemory<byte> body, out byte[] again)
    {
        var parsed = MechanismCodec.Parse<T>(body);
        Assert.True(parsed.Message is null != parsed.Refusal is null);
        again = parsed.IsAccepted ? MechanismCodec.Encode(parsed.Message) : [];
        return parsed.Refusal;
    }
}
