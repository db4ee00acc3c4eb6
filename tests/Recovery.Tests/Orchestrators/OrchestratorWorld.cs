using System.Collections.Concurrent;
using System.Text.Json;
using Dots.Transport.Mechanism;
using Recovery.Tests.Processes;

namespace Recovery.Tests.Orchestrators;

/// <summary>The orchestrator's executable on real TLS, with a consortium of op1 (asks), op2 and op3 (help).</summary>
internal sealed class OrchestratorWorld : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, MechanismClient> _clients = new(StringComparer.Ordinal);

    public OrchestratorWorld()
    {
        var file = Members.Folder.File("consortium.json");
        WriteConsortium("test");
        var port = Ports.Next();
        Process = new KeptProcess("Orchestrator.Gateway", port, Members.Settings("ORCHESTRATOR__", "orchestrator", port, ("Consortium__File", file)), Members.Folder.File("plan"));
    }

    public Members Members { get; } = new("orchestrator", "op1", "op2", "op3");

    public KeptProcess Process { get; }

    public ScriptedController Op1 { get; private set; } = null!;

    public ScriptedController Op2 { get; private set; } = null!;

    public ScriptedController Op3 { get; private set; } = null!;

    /// <summary>Starts it and has the members registered.</summary>
    public async Task Start(string? crashLog = null)
    {
        Op1 = await ScriptedController.Start(this, "op1", 64501, "192.0.2.0/24");
        Op2 = await ScriptedController.Start(this, "op2", 64502, "198.51.100.0/24");
        Op3 = await ScriptedController.Start(this, "op3", 64503, "203.0.113.0/24");
        Process.Start(crashLog);
        await Process.Ready();
        await Register();
    }

    public async Task Register()
    {
        await Op1.Register();
        await Op2.Register();
        await Op3.Register();
    }

    /// <summary>Sends as a member until it is answered.</summary>
    public Task<T> Answered<T>(string member, Func<MechanismClient, Task<SendResult<T>>> send)
        where T : class
    {
        var client = _clients.GetOrAdd(member, m => Members.Client(m, Process.Url));
        return Members.Answered(member, () => send(client));
    }

    /// <summary>Tells it to stop, then has its own command check the ledger.</summary>
    public async Task<(int Stopped, int Verified)> StopAndVerify() =>
        (await Process.Stop(), await Members.VerifyLedger(Members.Folder.File("journal")));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (var controller in (ScriptedController?[])[Op1, Op2, Op3])
            if (controller is not null)
                await controller.DisposeAsync();
        foreach (var client in _clients.Values)
            client.Dispose();
        Members.Dispose();
    }

    /// <summary>Puts a consortium.json in place, a new one each time the name is.</summary>
    public void WriteConsortium(string name)
    {
        var path = Members.Folder.File("consortium.json");
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(new
        {
            name,
            visibility = "names",
            members = new[] { Member("op1", 64501, "192.0.2.0/24"), Member("op2", 64502, "198.51.100.0/24"), Member("op3", 64503, "203.0.113.0/24") },
        }));
        File.Move(path + ".new", path, overwrite: true);
    }

    private object Member(string id, uint asn, string zone) => new
    {
        id, kind = "operator", state = "approved", asns = new[] { asn }, zones = new[] { zone }, evidence = "made by a test", keys = new[] { Members.SenderId(id) },
    };
}
