using Hosting.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Hosting.Tests.Logging;

public sealed class LineFormatterTests
{
    private readonly LineFormatter _formatter = new(new ManualTime(new DateTimeOffset(2026, 11, 20, 4, 7, 27, TimeSpan.FromHours(1))));

    [Fact]
    public void An_event_is_one_line() =>
        Assert.Equal("2026-11-20T03:07:27Z warn Engagement.Unanswered[2107] op7 has not answered\n", Line(LogLevel.Warning, "Grains.Mitigations.Engagement", new(2107, "Unanswered"), "op7 has not answered"));

    [Fact]
    public void An_event_without_a_name_shows_its_number() =>
        Assert.Equal("2026-11-20T03:07:27Z info Startup[0] hello\n", Line(LogLevel.Information, "Startup", default, "hello"));

    [Fact]
    public void Text_of_a_peer_cannot_forge_lines() =>
        Assert.Equal(@"2026-11-20T03:07:27Z error Peer[1] said a\n2026 fatal\u001b[2J" + "\n", Line(LogLevel.Error, "Peer", new(1), "said a\r\n2026 fatal\u001b[2J"));

    [Theory]
    [InlineData(LogLevel.Warning, "warn X[1] text | IOException: gone\n")]
    [InlineData(LogLevel.Error, "error X[1] text | System.IO.IOException: gone\n")]
    public void An_exception_stays_on_the_line(LogLevel level, string expected) =>
        Assert.Equal("2026-11-20T03:07:27Z " + expected, Line(level, "X", new(1), "text", new IOException("gone")));

    private string Line(LogLevel level, string category, EventId id, string text, Exception? exception = null)
    {
        using var writer = new StringWriter();
        _formatter.Write(new LogEntry<string>(level, category, id, text, exception, (s, _) => s), null, writer);
        return writer.ToString();
    }
}
