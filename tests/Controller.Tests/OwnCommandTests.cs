using System.Text.Json;
using Dots.Mechanism;

namespace Controller.Tests;

/// <summary>The member's own program puts filters in place.</summary>
public sealed class OwnCommandTests : OneController
{
    [Fact]
    public async Task Command_of_the_member_puts_filters_in_place()
    {
        var script = World.Script("mitigate", "cat >/dev/null\necho \"$1\" >> \"$(dirname \"$0\")/calls\"\ncase $1 in withdraw) echo '{\"state\":\"ended\"}';; *) echo '{\"state\":\"active\",\"dropped_packets\":7}';; esac\n");
        (World.Settings["Mitigator:Kind"], World.Settings["Mitigator:Command"]) = ("command", script);
        await Start(ownMitigator: true);

        await Order(1);
        var report = await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(7, report.MaliciousTotalPackets);
        Assert.Equal(EngagementReportState.Ended, Said(await Withdraw(2)).State);

        Assert.Equal(["apply", "withdraw"], File.ReadAllLines(World.PathOf("calls")).Where(c => c != "status"));
    }

    [Fact]
    public async Task Command_gets_the_engagement_of_the_revision_that_set_the_terms_also_after_refresh_and_restart()
    {
        var script = World.Script("mitigate", "cat > \"$(dirname \"$0\")/$1.json\"\ncase $1 in withdraw) echo '{\"state\":\"ended\"}';; *) echo '{\"state\":\"active\"}';; esac\n");
        (World.Settings["Mitigator:Kind"], World.Settings["Mitigator:Command"]) = ("command", script);
        var first = await Start(ownMitigator: true);
        await Client!.Request(Expecting(1, "198.51.100.0/24", "8.8.8.8/32"), default);
        await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.Equal(EngagementReportState.Active, Said(await Client.Request(Expecting(2, "198.51.100.0/24", "8.8.8.8/32"), default)).State);
        await World.Stop(first);

        await Start(ownMitigator: true);
        await Withdraw(3);

        foreach (var action in new[] { "apply", "withdraw" })
        {
            var engagement = JsonDocument.Parse(File.ReadAllText(World.PathOf(action + ".json"))).RootElement.GetProperty("engagement");
            Assert.Equal(("mit-1/op2", 1, 0.25), (engagement.GetProperty("id").GetString(), engagement.GetProperty("revision").GetInt32(), engagement.GetProperty("share").GetDouble()));
            Assert.Equal("198.51.100.0/24", engagement.GetProperty("sources").EnumerateArray().Single().GetProperty("prefix").GetString());
        }
    }
}
