using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Dots.Mechanism;

namespace Conformance.Tests.Mutations;

/// <summary>What an answer may be, whatever was sent (mechanism, section 4; docs/administration.md).</summary>
/// <param name="attributes">Every name that the messages have: a refused value is one of theirs.</param>
internal sealed partial class AnswerRules(IReadOnlySet<string> attributes)
{
    private const int LongestAnswer = 64 * 1024, LongestAddition = 16 * 1024, LongestDetail = 10_000;

    private static readonly HashSet<int> OfMechanism = [200, 400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503];

    private static readonly HashSet<int> OfAdministration = [200, 400, 401, 403, 404, 405, 413, 415, 429, 503];

    // What the HTTP server says by itself to what is no HTTP, or for too long.
    private static readonly HashSet<int> OfHttp = [400, 404, 405, 408, 411, 413, 414, 417, 431, 501, 505];

    private static readonly string[] Added = ["error_reason", "error_detail", "server_time", "skew_s"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>What is wrong with the answer; null: nothing.</summary>
    public string? Broken(Shot shot, PeerConnection.PeerAnswer answer)
    {
        if (answer.Header("Server") is not null)
            return "the answer names the server's software";
        if (answer.Body.Length == 0)
            return (shot.IsOdd && OfHttp.Contains(answer.Status)) || shot.Method == "HEAD" ? null : "an answer without a body";
        // Odd paths may lead to the pages of health, which are for machines as well.
        if (!answer.IsJson)
            return $"the body is {answer.Header("Content-Type") ?? "of no type"}";
        try
        {
            using var body = JsonDocument.Parse(answer.Body, Deep);
            return body.RootElement.ValueKind != JsonValueKind.Object ? "the body is no object"
                : body.RootElement.TryGetProperty("error_reason", out _) || shot.Endpoint.StartsWith("dots", StringComparison.Ordinal) && shot.Path.Contains("/dots", StringComparison.Ordinal)
                    ? Mechanism(shot, answer, body.RootElement)
                : Administration(answer, body.RootElement);
        }
        catch (JsonException e)
        {
            return $"the body is not JSON: {e.Message}";
        }
    }

    /// <summary>In short what kind of answer it was: inputs that lead to a new one are worth keeping.</summary>
    public static string Signature(Shot shot, PeerConnection.PeerAnswer answer)
    {
        if (!answer.IsJson)
            return $"{shot.Endpoint} {answer.Status}";
        try
        {
            using var body = JsonDocument.Parse(answer.Body, Deep);
            var root = body.RootElement;
            var detail = Text(root, "error_detail") ?? Text(root, "error");
            if (detail is null)
                return $"{shot.Endpoint} {answer.Status} {(root.TryGetProperty("status", out var status) ? status.GetRawText() : "")}";
            var space = detail.IndexOf(' ', StringComparison.Ordinal);
            var colon = detail.LastIndexOf(": ", StringComparison.Ordinal);
            var shape = string.Concat(detail.AsSpan(0, Math.Max(0, space)), detail.AsSpan(Math.Max(colon, space < 0 ? 0 : space)));
            return $"{shot.Endpoint} {answer.Status} {Digits().Replace(shape.Length > 120 ? shape[..120] : shape, "#")}";
        }
        catch (JsonException)
        {
            return $"{shot.Endpoint} {answer.Status} ?";
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string? Mechanism(Shot shot, PeerConnection.PeerAnswer answer, JsonElement body)
    {
        if (!OfMechanism.Contains(answer.Status) && !(shot.IsOdd && answer.Status is 408))
            return "a status that the mechanism does not have";
        if (answer.Status == 200)
            return answer.Body.Length > LongestAnswer ? $"an answer of {answer.Body.Length} bytes" : Good(shot, answer);
        if (answer.Body.Length > shot.Body.Length + LongestAddition)
            return $"a refusal of {answer.Body.Length} bytes to a body of {shot.Body.Length}";
        if (!body.TryGetProperty("error_reason", out var said) || !said.TryGetInt32(out var reason) || Text(body, "error_detail") is not { Length: > 0 } detail)
            return "a refusal without error_reason and error_detail";
        if (Tells(detail) is { } told)
            return told;
        return Reason(shot, answer, reason, detail) ?? Echo(shot, answer, body);
    }

    private string? Reason(Shot shot, PeerConnection.PeerAnswer answer, int reason, string detail)
    {
        var provisioning = shot.Endpoint.Contains("registration", StringComparison.Ordinal);
        var invalid = provisioning ? 1 : 0;
        return (answer.Status, reason) switch
        {
            (400, 0) or (409, 3 or 6) or (401 or 403 or 404 or 405 or 408 or 413 or 415, 255) => null,
            // The body was no HTTP: nobody knows what it was.
            (400, 255) when shot.IsOdd => null,
            (429, 255) => answer.Header("Retry-After") is null ? "429 without Retry-After" : null,
            (503, 1 or 2) when reason == (provisioning ? 2 : 1) && answer.Header("Retry-After") is not null => null,
            (500, _) when reason == invalid => Names(detail) ? null : "500 that names no attribute",
            (500, 4) => detail.Contains("action", StringComparison.Ordinal) || detail.Contains("countermeasure", StringComparison.Ordinal) || detail.Contains("not supported", StringComparison.Ordinal) ? null : "500 of reason 4 that names no countermeasure",
            (500, 5) => detail.Contains("security_profile", StringComparison.Ordinal) ? null : "500 of reason 5 that names no profile",
            _ => $"{answer.Status} with error_reason {reason}",
        };
    }

    private bool Names(string detail)
    {
        if (detail.EndsWith("is not an attribute of this message", StringComparison.Ordinal))
            return true;
        var path = detail[..Math.Max(0, detail.AsSpan().IndexOfAny(' ', ':'))];
        return path.Split('.').Any(step => attributes.Contains(Index().Replace(step, "")));
    }

    /// <summary>Refused once it was read: every member of the request comes back.</summary>
    private static string? Echo(Shot shot, PeerConnection.PeerAnswer answer, JsonElement body)
    {
        if (shot.IsOdd || answer.Status is not (400 or 409 or 500) || !Utf8.IsValid(shot.Body))
            return null;
        try
        {
            // Deeper bodies are no JSON here.
            using var sent = JsonDocument.Parse(shot.Body, new JsonDocumentOptions { MaxDepth = 16 });
            if (sent.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var due = sent.RootElement.EnumerateObject().Count(m => !Added.Contains(m.Name));
            var came = body.EnumerateObject().Count(m => !Added.Contains(m.Name));
            return due == came ? null : $"{came} of {due} members of the request came back";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Good(Shot shot, PeerConnection.PeerAnswer answer) => shot.Name switch
    {
        "registration" => Fits<RegistrationResponse>(answer.Body),
        "registration_cancelling" => Fits<RegistrationCancellingResponse>(answer.Body),
        "heartbeat" => Fits<Heartbeat>(answer.Body),
        "mitigation_request" => Fits<MitigationStatusUpdates>(answer.Body) ?? Alert(MechanismCodec.Parse<MitigationRequest>(shot.Body).Message?.AlertId, answer),
        "mitigation_efficacy_updates" => Fits<MitigationStatusUpdates>(answer.Body) ?? Alert(MechanismCodec.Parse<MitigationEfficacyUpdates>(shot.Body).Message?.AlertId, answer),
        "mitigation_termination_request" => Fits<MitigationStatusUpdates>(answer.Body) ?? Alert(MechanismCodec.Parse<MitigationTerminationRequest>(shot.Body).Message?.AlertId, answer),
        "mitigation_status_updates" or "mitigation_termination_status_acknowledgement" => answer.Body.AsSpan().SequenceEqual("{}"u8) ? null : "an answer that is not {}",
        _ => "200 where nothing is served",
    };

    private static string? Fits<T>(byte[] body) => MechanismCodec.Parse<T>(body).Refusal is { } refusal ? $"a good answer that cannot be read: {refusal.Detail}" : null;

    private static string? Alert(string? asked, PeerConnection.PeerAnswer answer) =>
        asked is null ? "accepted, though the body cannot be read"
        : MechanismCodec.Parse<MitigationStatusUpdates>(answer.Body).Message?.AlertId == asked ? null
        : $"the status is not that of {asked}";

    private static string? Administration(PeerConnection.PeerAnswer answer, JsonElement body)
    {
        if (!OfAdministration.Contains(answer.Status))
            return "a status that administration does not have";
        if (answer.Status == 200)
            return null;
        if (Text(body, "error") is not { Length: > 0 } error)
            return "a refusal that does not say why";
        if (answer.Status is 429 or 503 && answer.Header("Retry-After") is null)
            return string.Create(CultureInfo.InvariantCulture, $"{answer.Status} without Retry-After");
        return Tells(error);
    }

    private static string? Tells(string detail) =>
        detail.Length > LongestDetail ? $"a detail of {detail.Length} characters"
        : detail.Any(char.IsControl) ? "a detail with control characters"
        : Insides().Match(detail) is { Success: true } match ? $"a detail that shows the server's insides: {match.Value}"
        : null;

    [GeneratedRegex(@"Exception|\bat [A-Z]\w+\.|StackTrace|\b(System|Microsoft|Orleans|Grains|Storage|Dots|Orchestrator|Controller)\.[A-Z]|\.cs\b|/(work|tmp|home|root|usr|var)/|Object reference|Nullable|the server failed")]
    private static partial Regex Insides();

    [GeneratedRegex("[0-9a-f]{16,}|[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\[[0-9]+\]$")]
    private static partial Regex Index();
}
