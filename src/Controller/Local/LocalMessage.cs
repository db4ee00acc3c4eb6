using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Controller.Local;

/// <summary>What a person of this member says to the running controller, as one JSON line.</summary>
/// <param name="Command">"list", "approve", "decline", "stop", "resume", "escalate".</param>
/// <param name="Words">What stood behind it on the command line.</param>
/// <param name="By">Who says it, as the system knows them.</param>
internal sealed record LocalRequest(string Command, ImmutableArray<string> Words, string By);

/// <summary>What the controller says to it, as one JSON line.</summary>
/// <param name="Exit">The command's exit code.</param>
/// <param name="Lines">For standard output, or for standard error when it failed.</param>
internal sealed record LocalAnswer(int Exit, ImmutableArray<string> Lines)
{
    public static LocalAnswer Well(params string[] lines) => new(Hosting.Executable.Well, [.. lines]);

    public static LocalAnswer Failed(string line) => new(Hosting.Executable.Failed, [line]);

    public static LocalAnswer BadUsage(string line) => new(Hosting.Executable.BadSettings, [line]);
}

/// <summary>The lines between <see cref="LocalClient"/> and <see cref="LocalServer"/>.</summary>
internal static class LocalMessage
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true, MaxDepth = 8,
    };

    public static byte[] Write<T>(T message) => [.. JsonSerializer.SerializeToUtf8Bytes(message, Options), (byte)'\n'];

    /// <summary>Null when it is no such message.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
