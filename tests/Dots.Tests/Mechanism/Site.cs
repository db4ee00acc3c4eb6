using System.Text.Json.Nodes;
using Dots.Mechanism.Wire;

namespace Dots.Tests.Mechanism;

/// <summary>One attribute at one place of a message.</summary>
/// <param name="Path">As a refusal names it.</param>
/// <param name="Owner">Finds the object that has it in a message of the same shape.</param>
/// <param name="IsLenient">Whether it stands inside extensions.orchestrator.</param>
internal sealed record Site(string Path, Func<JsonNode, JsonObject> Owner, Table Table, Row Row, bool IsLenient)
{
    /// <summary>Every attribute given in the message, depth first.</summary>
    public static IEnumerable<Site> In(MessageCase message) => In(message.FullJson, message.Table, "", static root => root.AsObject(), false);

    private static IEnumerable<Site> In(JsonNode root, Table table, string path, Func<JsonNode, JsonObject> owner, bool lenient)
    {
        foreach (var row in table.Rows)
        {
            var node = owner(root)[row.Name];
            if (node is null)
                continue;
            yield return new(path + row.Name, owner, table, row, lenient);
            if (row.Nested is not { } nested)
                continue;
            if (row.Name == "extensions")
            {
                foreach (var site in In(root, nested, $"{path}extensions.orchestrator.", at => owner(at)["extensions"]!["orchestrator"]!.AsObject(), true))
                    yield return site;
            }
            else if (!row.IsArray)
            {
                foreach (var site in In(root, nested, $"{path}{row.Name}.", at => owner(at)[row.Name]!.AsObject(), lenient))
                    yield return site;
            }
            else
            {
                for (var element = 0; element < node.AsArray().Count; element++)
                {
                    var index = element;
                    foreach (var site in In(root, nested, $"{path}{row.Name}[{index}].", at => owner(at)[row.Name]![index]!.AsObject(), lenient))
                        yield return site;
                }
            }
        }
    }
}
