using System.Text.RegularExpressions;
using Support;

namespace Project.Tests.Structure;

/// <summary>Whoever searches a log by an event's number finds one event.</summary>
public sealed partial class EventIdTests
{
    [Fact]
    public void No_two_log_messages_have_the_same_number()
    {
        var numbers = Directory.GetFiles(Path.Combine(SharedData.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Number().Matches(File.ReadAllText(file)).Select(m => (Number: m.Groups[1].Value, File: Path.GetFileName(file))))
            .ToLookup(m => m.Number, m => m.File);

        Assert.True(numbers.Count > 100);
        Assert.Empty(numbers.Where(n => n.Count() > 1).Select(n => $"{n.Key}: {string.Join(", ", n)}"));
    }

    [GeneratedRegex(@"LoggerMessage\((\d+)")]
    private static partial Regex Number();
}
