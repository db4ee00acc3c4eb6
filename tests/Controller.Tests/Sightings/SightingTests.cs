using Controller.Settings;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Support;

namespace Controller.Tests.Sightings;

/// <summary>The question and its report over real TLS, with real processes and files.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SightingTests : IAsyncLifetime
{
    private readonly ControllerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Orchestrators_question_gets_an_empty_answer_and_then_a_report()
    {
        Uses("""echo '{"seen":1,"bps":8000,"pps":3,"ingress":[{"neighbour_asn":64503,"bps":8000}],"sampling":100}'""");
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));

        Assert.IsType<SendResult<Nothing>.Ok>(await client.AskSighting(Question("s-1"), default));

        var report = await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings);
        Assert.Equal(("s-1", true, 8000, 3, 100, 64502u), (report.SightingId, report.Seen, report.Bps!.Value, report.Pps!.Value, report.Sampling!.Value, report.SenderAsn));
        Assert.Equal([(64503u, 8000L)], report.Neighbours());
        Assert.Matches("^[0-9a-f]{64}$", report.SenderId);
        Assert.NotNull(report.SampledAt);
    }

    [Fact]
    public async Task Mitigators_command_is_asked_where_sightings_name_none_of_their_own()
    {
        _world.Settings["Mitigator:Kind"] = "Command";
        _world.Settings["Mitigator:Command"] = _world.Script("mitigate", """[ "$1" = sighting ] && echo '{"seen":1,"bps":7}'""");
        _world.Settings["Sightings:Kind"] = "Command";
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start(ownMitigator: true)));

        await client.AskSighting(Question("s-1"), default);

        Assert.Equal(7, (await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings)).Bps);
    }

    [Fact]
    public async Task Command_that_outlasts_the_deadline_makes_no_report_and_the_next_question_is_answered()
    {
        Uses("""[ -e "$(dirname "$0")/again" ] && echo '{"seen":0}' && exit; touch "$(dirname "$0")/again"; sleep 1000""");
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));

        await client.AskSighting(Question("slow") with { Deadline = DateTimeOffset.UtcNow.AddSeconds(1) }, default);
        await Eventually.Holds(() => File.Exists(_world.PathOf("again")));
        await client.AskSighting(Question("quick"), default);

        Assert.Equal("quick", (await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings)).SightingId);
    }

    [Fact]
    public async Task File_is_read_again_when_it_changes()
    {
        WriteFile(800);
        _world.Settings["Sightings:Kind"] = "File";
        _world.Settings["Sightings:File"] = _world.PathOf("sightings");
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));
        await client.AskSighting(Question("s-1"), default);
        Assert.Equal(800, (await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings)).Bps);

        WriteFile(90_000);

        // It is looked at twice a second, and read when it rests.
        for (var n = 2; ; n++)
        {
            await client.AskSighting(Question($"s-{n}"), default);
            if ((await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings)).Bps == 90_000)
                return;
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task Figures_from_before_the_attack_make_no_report()
    {
        WriteFile(800, DateTimeOffset.UtcNow.AddHours(-1));
        _world.Settings["Sightings:Kind"] = "File";
        _world.Settings["Sightings:File"] = _world.PathOf("sightings");
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));
        await client.AskSighting(Question("old"), default);

        WriteFile(0);
        for (var n = 0; _world.Orchestrator.Sightings.Reader.Count == 0; n++)
        {
            await client.AskSighting(Question($"new-{n}"), default);
            await Task.Delay(100);
        }

        Assert.StartsWith("new-", (await ScriptedOrchestrator.Next(_world.Orchestrator.Sightings)).SightingId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Controller_without_a_source_refuses_the_question()
    {
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));

        var answer = await client.AskSighting(Question("s-1"), default);

        Assert.Equal((404, 255), Refused(answer));
        Assert.Contains("sightings", Assert.IsType<SendResult<Nothing>.Refused>(answer).Refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_member_is_told_nothing()
    {
        Uses("""echo '{"seen":1}'""");
        var controller = ControllerWorld.UrlOf(await _world.Start());
        using var foreign = _world.Orchestrator.Client(controller, _world.Foreigner);

        Assert.Equal((403, 255), Refused(await foreign.AskSighting(Question("s-1"), default)));
        Assert.Equal((403, 255), Refused(await _world.Orchestrator.Towards(controller).AskSighting(Question("s-2") with { SenderId = new string('b', 64) }, default)));
        Assert.Equal(0, _world.Orchestrator.Sightings.Reader.Count);
    }

    [Fact]
    public async Task Deadline_in_the_past_and_too_wide_a_target_are_refused()
    {
        Uses("""echo '{"seen":1}'""");
        var client = _world.Orchestrator.Towards(ControllerWorld.UrlOf(await _world.Start()));

        Assert.Equal((500, 0), Refused(await client.AskSighting(Question("s-1") with { Deadline = DateTimeOffset.UtcNow.AddSeconds(-5) }, default)));
        Assert.Equal((403, 255), Refused(await client.AskSighting(Question("s-2") with { Destinations = [Dots.Addressing.Prefix.Parse("192.0.0.0/16")] }, default)));
    }

    [Theory]
    [InlineData("Command", "Sightings:Command")]
    [InlineData("File", "Sightings:File")]
    [InlineData("Nfdump", "Sightings:Nfdump:Path")]
    [InlineData("Nfdump", "Sightings:Nfdump:Folder")]
    public void Kind_without_what_it_needs_is_named(string kind, string path)
    {
        _world.Settings["Sightings:Kind"] = kind;

        Assert.Contains(Assert.Throws<SettingsException>(() => _world.Build()).Problems, p => p.Path == path && p.Message.StartsWith("missing", StringComparison.Ordinal));
    }

    [Fact]
    public void File_that_is_no_such_table_refuses_the_start()
    {
        _world.Settings["Sightings:Kind"] = "File";
        _world.Settings["Sightings:File"] = _world.PathOf("policy.json");

        Assert.Contains(Assert.Throws<SettingsException>(() => _world.Build()).Problems, p => p.Path == "Sightings:File" && p.Message.Contains("line 1", StringComparison.Ordinal));
    }

    private void Uses(string script)
    {
        _world.Settings["Sightings:Kind"] = "Command";
        _world.Settings["Sightings:Command"] = _world.Script("sighting", script);
    }

    private void WriteFile(long bps, DateTimeOffset? at = null)
    {
        _world.Write("sightings.new", $"sampled_at\t{(at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds()}\tsampling\t1\n192.0.2.1/32\t17\t53\t{bps}\t1\t64503\n");
        File.Move(_world.PathOf("sightings.new"), _world.PathOf("sightings"), overwrite: true);
    }

    private SightingRequest Question(string id) => Given.Question() with { SightingId = id, SenderId = _world.Orchestrator.SenderId, Deadline = DateTimeOffset.UtcNow.AddSeconds(15) };

    private static (int, int?) Refused(SendResult<Nothing> result) =>
        Assert.IsType<SendResult<Nothing>.Refused>(result) is var refused ? (refused.Refusal.Status, refused.Refusal.ErrorReason) : default;
}
