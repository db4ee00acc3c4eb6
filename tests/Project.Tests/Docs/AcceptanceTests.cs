using System.Text.RegularExpressions;
using Support;

namespace Project.Tests.Docs;

/// <summary>docs/acceptance.md names the tests that show what was asked; what it names must exist.</summary>
public sealed partial class AcceptanceTests
{
    [Fact]
    public void Every_test_it_names_exists()
    {
        var named = TestName().Matches(File.ReadAllText(Path.Combine(SharedData.Root, "docs", "acceptance.md"))).ToList();
        var sources = Directory.EnumerateDirectories(Path.Combine(SharedData.Root, "tests"), "*.Tests").ToDictionary(
            p => Path.GetFileName(p)[..^".Tests".Length].Split('.')[^1], p => Directory.EnumerateFiles(p, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList(), StringComparer.Ordinal);

        Assert.True(named.Count > 100);
        Assert.All(named, n => Assert.True(
            sources.TryGetValue(n.Groups[1].Value, out var texts) && texts.Any(t => Regex.IsMatch(t, $@"\bclass {n.Groups[2].Value}\b") && (!n.Groups[3].Success || t.Contains($" {n.Groups[3].Value}(", StringComparison.Ordinal))),
            n.Value));
    }

    /// <summary>Project, class and perhaps method.</summary>
    [GeneratedRegex(@"`([A-Z][A-Za-z]+) ([A-Z]\w+(?:Tests|Properties))(?:\.(\w+))?`")]
    private static partial Regex TestName();
}
