using Dots.Transport.Mechanism;
using Recovery.Tests.Controllers;
using Recovery.Tests.Processes;

namespace Recovery.Tests.Customers;

/// <summary>The controller's executable of op2 with a customer behind it, whose requests it relays always, and an orchestrator in the test's process.</summary>
internal sealed class CustomerWorld : IAsyncDisposable
{
    private CustomerWorld(Members members, ScriptedOrchestrator orchestrator)
    {
        (Members, Orchestrator) = (members, orchestrator);
        Mitigator = new(members.Folder.File("mitigator"));
        File.WriteAllText(members.Folder.File("prefixes"), "192.0.2.0/24\n");
        File.WriteAllText(
            members.Folder.File("customers.json"),
            $$"""{ "customers": [ { "id": "customer1", "keys": ["{{members.SenderId("customer1")}}"], "zones": ["192.0.2.128/25"], "relay": "always" } ] }""");
        var port = Ports.Next();
        Process = new KeptProcess(
            "Controller", port,
            members.Settings(
                "CONTROLLER__", "op2", port,
                ("Name", "op2"), ("Orchestrator__Url", orchestrator.Url.AbsoluteUri), ("Orchestrator__Name", "orchestrator"), ("Orchestrator__ReportSeconds", "1"),
                ("Prefixes__File", members.Folder.File("prefixes")), ("Mitigator__Kind", "command"), ("Mitigator__Command", Mitigator.Path),
                ("Customers__File", members.Folder.File("customers.json")),
                ("Registration__CustomerName", "Example Networks"), ("Registration__Zones__0", "192.0.2.0/24"), ("Registration__Asns__0", "64502")),
            members.Folder.File("plan"));
        Client = members.Client("customer1", Process.Url);
    }

    public Members Members { get; }

    public ScriptedOrchestrator Orchestrator { get; }

    public MitigatorScript Mitigator { get; }

    public KeptProcess Process { get; }

    /// <summary>The customer's, towards the controller.</summary>
    public MechanismClient Client { get; }

    public static async Task<CustomerWorld> Start()
    {
        var members = new Members("orchestrator", "op2", "customer1");
        var world = new CustomerWorld(members, await ScriptedOrchestrator.Start(members));
        world.Process.Start();
        await world.Process.Ready();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Client.Dispose();
        await Orchestrator.DisposeAsync();
        Members.Dispose();
    }
}
