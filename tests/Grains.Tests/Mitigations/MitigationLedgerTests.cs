using System.Text.Json;
using Grains.Identity;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>Whatever somebody did to a mitigation stands in the ledger with who, by which key and from where.</summary>
public sealed class MitigationLedgerTests
{
    private static readonly Principal Who = new("op1", "op1-key", "192.0.2.9");

    [Fact]
    public void Entries_of_the_asker_say_who_by_which_key_and_from_where()
    {
        var told = new List<string>();
        var state = Mitigation.None;
        foreach (var (command, seconds) in new (MitigationCommand, int)[]
        {
            (Given.Ask() with { Who = Who }, 0), (Given.Plan(1, "op2"), 0), (Given.Ask(date: Given.Now.AddSeconds(1), hash: "h2") with { Who = Who }, 1),
            (Given.Ask(Given.Request("192.0.2.2"), Given.Now.AddSeconds(2), "h3") with { Who = Who }, 2), (new MitigationCommand.Efficacy(Who, Given.Now.AddSeconds(3), false, 80, 50), 3),
            (new MitigationCommand.Withdraw("op1", Who: Who), 4), (new MitigationCommand.Acknowledge(Who), 5),
        })
            foreach (var happened in state.Decide(command, Given.Now.AddSeconds(seconds)).Events)
            {
                state = Given.Rules.Apply(state, happened);
                if (MitigationLedger.Entry(state, happened) is { Kind: not "planned" } entry)
                {
                    var content = JsonDocument.Parse(entry.Content).RootElement;
                    told.Add($"{entry.Kind} {content.GetProperty("by")} {content.GetProperty("key")} {content.GetProperty("from")}");
                }
            }

        Assert.Equal(
            [.. new[] { "accepted", "refreshed", "rescoped", "efficacy", "ended", "acknowledged" }.Select(kind => $"{kind} op1 op1-key 192.0.2.9")], told);
    }

    [Fact]
    public void End_that_the_consortium_made_says_by_whom_and_why()
    {
        var withdraw = new MitigationCommand.Withdraw("admin1", EndReason.Stopped, Why: "asker op1 was stopped by admin1: hits the wrong customer");

        var happened = Assert.Single(Given.Active("op2").Decide(withdraw).Events);
        var content = JsonDocument.Parse(MitigationLedger.Entry(Given.Active("op2").Then(withdraw), happened)!.Content).RootElement;

        Assert.Equal(("admin1", "stopped", withdraw.Why), (content.GetProperty("by").GetString(), content.GetProperty("reason").GetString(), content.GetProperty("why").GetString()));
    }
}
