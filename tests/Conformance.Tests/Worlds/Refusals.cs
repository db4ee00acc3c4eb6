using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Worlds;

/// <summary>What the mechanism says of every refusal (section 4, error bodies).</summary>
internal static class Refusals
{
    private static readonly string[] Added = ["error_reason", "error_detail"];

    /// <summary>Refused like this, names all of these, and shows the request's body with the two error attributes and nothing else.</summary>
    public static void RefusedWith(this WireAnswer answer, JsonObject sent, int status, int reason, params string[] named)
    {
        answer.Refused(status, reason, named);
        foreach (var (name, value) in sent.Where(m => !Added.Contains(m.Key)))
            Assert.True(JsonNode.DeepEquals(value, answer.Body[name]), $"{name} was {value?.ToJsonString()}, came back as {answer.Body[name]?.ToJsonString()}");
        Assert.Equal(sent.Select(m => m.Key).Union(Added).Order(StringComparer.Ordinal), answer.Body.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>Refused before anything of the body was known: by the two error attributes alone.</summary>
    public static void RefusedUnread(this WireAnswer answer, int status, int? reason = null)
    {
        Assert.True(answer.Status == status && (reason is null || (int?)answer.Body["error_reason"] == reason), $"expected {status} reason {reason}, got {answer.Status} {answer.Text}");
        Assert.Equal(Added.Order(StringComparer.Ordinal), answer.Body.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.NotEmpty(answer.Detail);
    }
}
