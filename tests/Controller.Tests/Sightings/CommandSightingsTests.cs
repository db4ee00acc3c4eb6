using System.Text.Json;
using Controller.Sightings;
using Support;

namespace Controller.Tests.Sightings;

/// <summary>Real processes: what a member's script may answer, well or badly.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CommandSightingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_gets_the_question_as_on_the_wire_without_its_sender()
    {
        var source = Script("""echo "$1" > "$(dirname "$0")/action"; cat > "$(dirname "$0")/line"; echo '{"seen":0}'""");

        await source.Look(Given.Question() with { Protocols = [17], SourcePorts = [new(53, 53), new(1024, 2048)] }, Given.Enough, default);

        Assert.Equal("sighting\n", File.ReadAllText(_folder.File("action")));
        var line = File.ReadAllText(_folder.File("line"));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(
            """{"sighting_id":"s-1","dst_ip":"192.0.2.1","protocols":"17","src_ports":"53,1024-2048","deadline":1795144050000}""",
            JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement));
    }

    [Fact]
    public async Task Last_line_is_the_answer()
    {
        var seen = await Script(
            """
            echo looking
            echo '{"seen":1,"bps":8000,"pps":3,"ingress":[{"neighbour_asn":64503,"bps":8000}],"sampled_at":1795144047000,"sampling":100}'
            """).Look(Given.Question(), Given.Enough, default);

        Assert.Equal((true, 8000, 3, 100), (seen.Seen, seen.Bps!.Value, seen.Pps!.Value, seen.Sampling!.Value));
        Assert.Equal([(64503u, 8000L)], seen.Neighbours());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795144047), seen.SampledAt);
    }

    [Theory]
    [InlineData("exit 4", "ended with exit code 4")]
    [InlineData("true", "wrote no answer")]
    [InlineData("echo yes", "is not a JSON object")]
    [InlineData("echo '{}'", "seen is missing")]
    [InlineData("echo '{\"seen\":1'", "is no sighting")]
    [InlineData("echo '{\"seen\":1,\"bps\":-5}'", "bps")]
    [InlineData("echo '{\"seen\":1,\"volume\":5}'", "volume is not an attribute")]
    [InlineData("echo '{\"seen\":1,\"sender_id\":\"x\"}'", "names sender_id twice")]
    [InlineData("echo '{\"seen\":1} {\"seen\":0}'", "is no sighting")]
    [InlineData("yes", "wrote more than 65536 characters and was killed")]
    public async Task Command_that_fails_says_so_with_its_cause(string script, string cause) =>
        Assert.Contains(cause, (await Assert.ThrowsAsync<SightingException>(() => Script(script).Look(Given.Question(), Given.Enough, default))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Command_that_hangs_is_killed_with_its_children_at_the_deadline()
    {
        var time = new ManualTime();
        var pipe = _folder.File("alive");
        var source = Script("""exec 3> "$(dirname "$0")/alive"; echo started >&3; sleep 1000 & wait""", time);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", pipe))
            await mkfifo.WaitForExitAsync();

        var look = source.Look(Given.Question(), TimeSpan.FromSeconds(1.5), default);
        using var alive = new StreamReader(pipe);
        Assert.Equal("started", await alive.ReadLineAsync());
        time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Contains("took longer than 1.5 s and was killed", (await Assert.ThrowsAsync<SightingException>(() => look)).Message, StringComparison.Ordinal);
        Assert.Null(await alive.ReadLineAsync().WaitAsync(Given.Enough));
    }

    private CommandSightings Script(string body, TimeProvider? time = null)
    {
        var path = _folder.File("sighting.sh");
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path, time ?? TimeProvider.System);
    }
}
