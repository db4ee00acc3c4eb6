using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Configuration;
using Orleans;
using Microsoft.Extensions.DependencyInjection;
using Storage;

namespace Orchestrator.Gateway.Tests.Administration;

/// <summary>An orchestrator with admin1 (consortium administrator), op2 (approver), op3 (administrator of its own member) and op1 (viewer), and an authority that issues.</summary>
public sealed class AdministeredGateway : IAsyncLifetime
{
    internal GatewayWorld World { get; } = GatewayWorld.Prepare();

    public async Task InitializeAsync()
    {
        World.Issue("admin1");
        World.Consortium.Add(ConsortiumJson.Member("admin1", "observer", null, World.SenderId("admin1")));
        foreach (var (member, role) in new[] { ("admin1", "consortium administrator"), ("op2", "approver"), ("op3", "member administrator"), ("op1", "viewer") })
            World.Consortium[member]["roles"] = new JsonObject { [World.SenderId(member)] = new JsonArray(role) };
        World.WriteConsortium();
        await World.StartGateway(s => Issuing(s, new EnrolmentSettings { CaKey = World.Folder.File("pki/ca.key") }));
    }

    public async Task DisposeAsync() => await World.DisposeAsync();

    internal static GatewaySettings Issuing(GatewaySettings settings, EnrolmentSettings enrolment) => new()
    {
        Listen = settings.Listen, Development = settings.Development, Data = settings.Data, Identity = settings.Identity, Consortium = settings.Consortium, Enrolment = enrolment,
    };

    /// <summary>Patient where an answer says that the budget is used up: tests of one class share it.</summary>
    internal async Task<WireAnswer> Admin(string by, string command, JsonObject body)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (true)
        {
            var answer = await World.Wire(by).PostTo("admin/" + command, body.ToJsonString());
            if (answer.Status != 429)
                return answer;
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>The consortium's ledger: kind and content.</summary>
    internal async Task<List<string>> Ledger()
    {
        var told = new List<string>();
        await foreach (var entry in World.Services.GetRequiredService<IDocumentStore>().Ledger("consortium", "0"))
            told.Add(entry.Event.Kind + " " + Encoding.UTF8.GetString(entry.Event.Content.Span));
        return told;
    }
}
