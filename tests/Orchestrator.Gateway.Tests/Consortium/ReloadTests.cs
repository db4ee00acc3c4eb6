using Grains.Consortium;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Consortium;

/// <summary>consortium.json is read again when it changes, and a bad one changes nothing.</summary>
public sealed class ReloadTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    [Fact]
    public async Task Bad_file_is_refused_whole_with_its_problems_and_the_next_good_one_is_taken()
    {
        var world = shared.World;
        var before = world.Services.GetRequiredService<ConsortiumView>().Current.Snapshot.Members;

        // Good in itself: suspends op1. Bad: two problems elsewhere.
        world.Consortium["op1"]["state"] = "suspended";
        world.Consortium["op2"]["kind"] = "carrier";
        world.Consortium["op3"]["zones"]!.AsArray().Add("192.0.2.1/24");
        world.WriteConsortium();

        var line = await GatewayWorld.Until(() => Task.FromResult(world.Log.Lines.FirstOrDefault(l => l.StartsWith("Consortium.Refused", StringComparison.Ordinal))), l => l is not null);
        Assert.Contains("consortium.json", line, StringComparison.Ordinal);
        Assert.Contains("members[1].kind: 'carrier'", line, StringComparison.Ordinal);
        Assert.Contains("members[2].zones: '192.0.2.1/24'", line, StringComparison.Ordinal);
        await world.Services.GetRequiredService<ConsortiumView>().Refresh();
        var members = world.Services.GetRequiredService<ConsortiumView>().Current.Snapshot.Members;
        Assert.Equal(before.Length, members.Length);
        Assert.All(before.Zip(members), pair => Assert.True(pair.First.SameAs(pair.Second), pair.First.Id));
        (await world.Wire("op1").Post("mitigation_request", Body.Request(world, Body.NewAlert()))).Accepted();

        world.Consortium["op2"]["kind"] = "operator";
        world.Consortium["op3"]["zones"]!.AsArray().RemoveAt(1);
        world.WriteConsortium();

        await GatewayWorld.Until(() => world.Wire("op1").Post("heartbeat", Body.Heartbeat(world)), a => a.Detail.Contains("op1 is suspended", StringComparison.Ordinal));
        (await world.Wire("op2").Post("heartbeat", Body.Heartbeat(world, "op2", 64502))).Accepted();

        // Members that the file no longer has are gone with their keys.
        world.WriteConsortium("""{"name":"empty","visibility":"none","members":[]}""");
        await GatewayWorld.Until(() => world.Wire("op2").Post("heartbeat", Body.Heartbeat(world, "op2", 64502)), a => a.Detail.Contains("no member has the key", StringComparison.Ordinal));
    }
}
