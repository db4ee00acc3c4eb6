using System.Text.RegularExpressions;
using Support;

namespace Project.Tests.Docs;

/// <summary>docs/architecture.md walks the code; what it names must exist.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(SharedData.Root, "docs", "architecture.md"));

    [Fact]
    public void Every_file_it_names_exists()
    {
        var files = FileName().Matches(Text).Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => !File.Exists(Path.Combine(SharedData.Root, f)) && !Directory.Exists(Path.Combine(SharedData.Root, f)));
    }

    [Fact]
    public void Every_type_it_names_exists()
    {
        var types = TypeName().Matches(Text).Select(m => m.Groups[1].Value).Distinct().ToList();
        var declared = Directory.EnumerateFiles(Path.Combine(SharedData.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Declaration().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(types);
        Assert.DoesNotContain(types, t => !declared.Contains(t));
    }

    [Fact]
    public void The_walk_of_one_request_takes_less_than_ten_files()
    {
        var walk = Text[Text.IndexOf("## One request", StringComparison.Ordinal)..];
        var end = walk.IndexOf("\n## ", 4, StringComparison.Ordinal);

        Assert.InRange(FileName().Matches(end < 0 ? walk : walk[..end]).Select(m => m.Groups[1].Value).Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Distinct().Count(), 5, 9);
    }

    [GeneratedRegex(@"`((?:src|tests|standins|benchmarks|docs|deploy|eng)/[\w./-]+)`")]
    private static partial Regex FileName();

    /// <summary>A type is a word in code marks that begins with a capital and holds a second one, or an interface.</summary>
    [GeneratedRegex(@"`([A-Z][a-z]*[A-Z]\w+)`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"(?:class|record struct|record|struct|interface|enum)\s+([A-Z]\w+)")]
    private static partial Regex Declaration();
}
