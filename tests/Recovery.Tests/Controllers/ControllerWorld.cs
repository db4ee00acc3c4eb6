using System.Text.Json;
using Dots.Transport.Mechanism;
using Recovery.Tests.Processes;

namespace Recovery.Tests.Controllers;

/// <summary>The controller's executable of op2 with a mitigator command, and an orchestrator in the test's process.</summary>
internal sealed class ControllerWorld : IAsyncDisposable
{
    private ControllerWorld(Members members, ScriptedOrchestrator orchestrator)
    {
        (Members, Orchestrator) = (members, orchestrator);
        Mitigator = new(members.Folder.File("mitigator"));
        File.WriteAllText(members.Folder.File("prefixes"), "192.0.2.0/24\n");
        var port = Ports.Next();
        var settings = members.Settings(
            "CONTROLLER__", "op2", port,
            ("Name", "op2"), ("Orchestrator__Url", orchestrator.Url.AbsoluteUri), ("Orchestrator__Name", "orchestrator"), ("Orchestrator__ReportSeconds", "1"),
            ("Prefixes__File", members.Folder.File("prefixes")), ("Mitigator__Kind", "command"), ("Mitigator__Command", Mitigator.Path),
            ("Registration__CustomerName", "Example Networks"), ("Registration__Zones__0", "198.51.100.0/24"), ("Registration__Asns__0", "64502"));
        Process = new KeptProcess("Controller", port, settings, members.Folder.File("plan"));
        Client = members.Client("orchestrator", Process.Url);
    }

    public Members Members { get; }

    public ScriptedOrchestrator Orchestrator { get; }

    public MitigatorScript Mitigator { get; }

    public KeptProcess Process { get; }

    /// <summary>The orchestrator's, towards the controller.</summary>
    public MechanismClient Client { get; }

    public static async Task<ControllerWorld> Start(string? crashLog = null)
    {
        var members = new Members("orchestrator", "op2");
        var world = new ControllerWorld(members, await ScriptedOrchestrator.Start(members));
        try
        {
            world.Process.Start(crashLog);
            await world.Process.Ready();
            return world;
        }
        catch
        {
            // Nobody else has it yet, and its process would outlive the tests.
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the controller's own log says that it still holds something of an engagement.</summary>
    public bool HoldsByItsOwnLog(string engagement) =>
        Lines().Last(l => l.GetProperty("engagement").GetString() == engagement).GetProperty("held").GetBoolean();

    /// <summary>Tells it to stop, then has its ledger checked.</summary>
    public async Task<(int Stopped, int Verified)> StopAndVerify() =>
        (await Process.Stop(), await Members.VerifyLedger(Members.Folder.File("op2/journal")));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Client.Dispose();
        await Orchestrator.DisposeAsync();
        Members.Dispose();
    }

    private IEnumerable<JsonElement> Lines()
    {
        using var file = new FileStream(Members.Folder.File("logs/op2.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            yield return JsonSerializer.Deserialize<JsonElement>(line);
    }
}
