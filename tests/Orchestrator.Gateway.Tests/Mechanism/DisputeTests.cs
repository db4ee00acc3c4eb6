using System.Text.Json.Nodes;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Identity;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Two unrelated claims to one zone (design, section 5; mechanism, section 4).</summary>
public sealed class DisputeTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Newcomer_is_disputed_and_nobody_blackholes_until_its_claim_is_approved()
    {
        var (holder, newcomer) = (await shared.NewOperator(), await shared.NewOperator());
        await Register(holder, holder.Zone);
        (await Blackhole(holder)).Accepted();

        var disputed = await Register(newcomer, holder.Address(0) + "/25");

        Assert.Equal([1], Disputed(disputed));
        Assert.Contains(World.Log.Lines, l => l.Contains("Zone.Disputed", StringComparison.Ordinal) && l.Contains(newcomer.Id, StringComparison.Ordinal) && l.Contains(holder.Id, StringComparison.Ordinal));
        (await Blackhole(holder)).Refused(500, 4, "mitigation_action 2", holder.Address(1));
        (await Ask(holder, holder.Address(1), 1)).Accepted();
        (await Ask(newcomer, holder.Address(1), 1)).Refused(403, 255, holder.Address(1));
        (await Ask(holder, holder.Address(200), 2)).Accepted();
        Assert.Equal("1", string.Join(',', Disputed(await Register(holder, holder.Zone))));

        World.Consortium[newcomer.Id]["zones"]!.AsArray().Add(holder.Address(0) + "/25");
        World.WriteConsortium();

        await GatewayWorld.Until(() => Blackhole(holder), a => a.Status == 200);
        Assert.Empty(Disputed(await Register(holder, holder.Zone)));
        Assert.Empty(Disputed(await Register(newcomer, holder.Address(0) + "/25")));
    }

    [Fact]
    public async Task Claim_that_an_administrator_refused_disputes_nobody_and_is_409_3_when_it_is_made_again()
    {
        var (holder, newcomer) = (await shared.NewOperator(), await shared.NewOperator());
        await Register(holder, holder.Zone);
        await Register(newcomer, holder.Zone);
        (await Blackhole(holder)).Refused(500, 4);

        World.Consortium[holder.Id]["roles"] = new JsonObject { [World.SenderId(holder.Id)] = new JsonArray("approver") };
        World.WriteConsortium();
        var registry = World.Services.GetRequiredService<IGrainFactory>().GetGrain<IConsortiumGrain>(0);
        await GatewayWorld.Until(
            () => registry.DecideClaim(new Principal(holder.Id, World.SenderId(holder.Id)), newcomer.Id, Prefix.Parse(holder.Zone), granted: false, "RIPE says so"), refused => refused is null);
        await World.Services.GetRequiredService<ConsortiumView>().Refresh();

        (await Blackhole(holder)).Accepted();
        var again = Body.Registration(newcomer.Id, holder.Address(64) + "/26");
        (await World.Wire(newcomer.Id).Post("registration", again)).Refused(409, 3, "protected_zone[0]", holder.Address(64) + "/26");
        Assert.Equal([holder.Zone], (await shared.Registered(newcomer.Id))!.Zones.Select(z => z.ToString()));
        await Register(newcomer, newcomer.Zone);
    }

    [Fact]
    public async Task Claim_ends_with_the_registration_that_made_it()
    {
        var (holder, newcomer) = (await shared.NewOperator(), await shared.NewOperator());
        await Register(holder, holder.Zone);
        await Register(newcomer, holder.Zone);
        (await Blackhole(holder)).Refused(500, 4);

        (await World.Wire(newcomer.Id).Post("registration_cancelling", Body.Cancelling(newcomer.Id))).Accepted();
        (await Blackhole(holder)).Accepted();
        await Register(newcomer, holder.Zone);
        (await Blackhole(holder)).Refused(500, 4);
        await Register(newcomer, newcomer.Zone);

        (await Blackhole(holder)).Accepted();
    }

    [Fact]
    public async Task Customer_and_operator_share_space_without_a_dispute()
    {
        var body = Body.Extended(Body.Registration("customer1", "192.0.2.0/24"));

        var answer = (await World.Wire("customer1").Post("registration", body)).Accepted();

        Assert.Empty(Disputed(answer));
        Assert.Contains("pending approval: 1", (string?)answer.Body["mitigation_status"], StringComparison.Ordinal);
    }

    private static int[] Disputed(WireAnswer answer) => [.. answer.Extension!["disputed"]?.AsArray().Select(i => (int)i!) ?? []];

    private Task<WireAnswer> Blackhole(NewMember member) => Ask(member, member.Address(1), 2);

    private Task<WireAnswer> Ask(NewMember member, string target, int action)
    {
        var body = Body.Request(World, Body.NewAlert(), target, member.Id, member.Asn);
        body["mitigation_action"] = action;
        return World.Wire(member.Id).Post("mitigation_request", body);
    }

    private async Task<WireAnswer> Register(NewMember member, string zone)
    {
        var body = Body.Extended(Body.Registration(member.Id, zone));
        body["countermeasures"] = "all";
        return (await World.Wire(member.Id).Post("registration", body)).Accepted();
    }
}
