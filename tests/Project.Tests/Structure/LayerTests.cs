using System.Xml.Linq;
using Support;

namespace Project.Tests.Structure;

/// <summary>Each layer uses only what stands below it (docs/architecture.md, Layers).</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Dots"] = [],
        ["Dots.Transport"] = ["Dots"],
        ["NearSource"] = ["Dots"],
        ["Storage"] = [],
        ["Hosting"] = [],
        ["Grains"] = ["Dots", "NearSource", "Storage"],
        ["Links"] = ["Grains", "Dots.Transport"],
        ["Orchestrator.Gateway"] = ["Links", "Grains", "Storage", "Dots.Transport", "Hosting"],
        ["Controller"] = ["Dots.Transport", "NearSource", "Storage", "Hosting"],
        ["Quickstart"] = ["Orchestrator.Gateway", "Controller", "NearSource"],
    };

    [Fact]
    public void Projects_reference_only_the_layers_below_them()
    {
        foreach (var project in Directory.GetFiles(Path.Combine(SharedData.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.ContainsKey(name), $"{name} has no place among the layers");
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Empty(references.Except(Allowed[name]).Select(r => $"{name} -> {r}"));
        }
    }
}
