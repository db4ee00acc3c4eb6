using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>What an asker is told of a plan.</summary>
internal sealed class Plan(WireAnswer answer)
{
    public string Text => answer.Text;

    public JsonObject Mitigation => answer.Extension!["mitigation"]!.AsObject();

    public JsonObject[] Operators => [.. (Mitigation["operators"]?.AsArray() ?? []).Select(o => o!.AsObject())];

    public string[] Names => [.. Operators.Select(o => (string?)o["name"] ?? "").Order(StringComparer.Ordinal)];

    public double Reach => (double)Mitigation["reach"]!;

    public JsonObject this[string name] => Operators.Single(o => (string?)o["name"] == name);

    public double Share(string name) => (double)this[name]["share"]!;
}
