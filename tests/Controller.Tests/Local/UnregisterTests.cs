using Controller.Local;
using Controller.Tests.Customers;
using Controller.Tests.Fakes;

namespace Controller.Tests.Local;

/// <summary>A person takes this member out of the consortium for a while, and back (draft, 5.1.1: registration_cancelling).</summary>
public sealed class UnregisterTests : CustomerWorld
{
    [Fact]
    public async Task Registration_is_cancelled_nothing_more_is_sent_and_registering_again_goes_on()
    {
        WriteCustomers(""", "relay": "always" """);
        World.Settings["Orchestrator:HeartbeatSeconds"] = "5";
        await Start();
        await ScriptedOrchestrator.Next(Orchestrator.Heartbeats);

        var (exit, said) = await Say("unregister", "moving", "house");

        Assert.Equal(0, exit);
        Assert.Contains("mitigations withdrawn: 1", said, StringComparison.Ordinal);
        var cancelling = await ScriptedOrchestrator.Next(Orchestrator.Cancellings);
        Assert.Equal(("c1", "moving house (alice)"), (cancelling.CustomerId, cancelling.Reasons));
        Assert.Contains("registration cancelled here", (await Say("list")).Said, StringComparison.Ordinal);

        // Own means go on, and nobody else is asked, not even by a person.
        var alert = ScriptedCustomer.NewAlert();
        await Customer.Ask(alert);
        await InPlace(Engagement(alert));
        Assert.Contains("'controller register' first", (await Say("escalate", alert)).Said, StringComparison.Ordinal);
        while (Orchestrator.Heartbeats.Reader.TryRead(out _))
            continue;
        Assert.Equal(0, Orchestrator.Asked.Reader.Count);

        Assert.Equal(0, (await Say("register")).Exit);

        await ScriptedOrchestrator.Next(Orchestrator.Registrations);
        await Asked<Dots.Mechanism.MitigationRequest>(Orchestrator);
        Assert.Equal(1, (await Say("register")).Exit);
    }

    [Fact]
    public async Task Cancelling_that_is_refused_leaves_the_registration_as_it_is()
    {
        await Start();
        Orchestrator.Refuses = new(403, 255, "not now");

        var (exit, said) = await Say("unregister");

        Assert.Equal(1, exit);
        Assert.Contains("stands: 403 not now", said, StringComparison.Ordinal);
        Assert.Equal(1, (await Say("register")).Exit);
    }

    private async Task<(int Exit, string Said)> Say(string command, params string[] words)
    {
        var answer = await LocalClient.Ask(LocalSocket.PathOf(World.PathOf("data"), "op2"), new(command, [.. words], "alice"));
        return (answer.Exit, answer.Lines[0]);
    }
}
