using System.Diagnostics.CodeAnalysis;

namespace Dots.Mechanism;

/// <summary>The messages that are posted to <c>{base}/dots/api/NAME</c> (mechanism, section 1).</summary>
public enum MessageName
{
    Registration,
    RegistrationCancelling,
    MitigationRequest,
    MitigationEfficacyUpdates,
    MitigationStatusUpdates,
    MitigationTerminationRequest,
    MitigationTerminationStatusAcknowledgement,
    Heartbeat,
    SightingRequest,
    SightingReport,
}

/// <summary>What is known of a message by its name alone.</summary>
public static class MessageNames
{
    private static readonly string[] Segments =
        [.. Enum.GetNames<MessageName>().Select(name => string.Concat(name.Select((c, at) => char.IsUpper(c) && at > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")))];

    private static readonly Dictionary<string, MessageName> BySegment = Enum.GetValues<MessageName>().ToDictionary(name => Segments[(int)name], StringComparer.Ordinal);

    /// <summary>The last segment of the path: "mitigation_request".</summary>
    public static string WireName(this MessageName name) => Segments[(int)name];

    /// <summary>Whether it belongs to the provisioning stage, whose error reasons differ from those of the signaling stage (draft, 5.1.2).</summary>
    public static bool IsProvisioning(this MessageName name) => name is MessageName.Registration or MessageName.RegistrationCancelling;

    /// <summary>Longest body accepted, in bytes (mechanism, section 3): 4 MiB for a request with its sources, 64 KiB for the rest.</summary>
    public static int MaxBytes(this MessageName name) => name == MessageName.MitigationRequest ? 4 << 20 : 64 << 10;

    /// <summary>The message a path segment names; case-sensitive, like all names of the mechanism.</summary>
    public static bool TryParse([NotNullWhen(true)] string? segment, out MessageName name)
    {
        name = default;
        return segment is not null && BySegment.TryGetValue(segment, out name);
    }
}
