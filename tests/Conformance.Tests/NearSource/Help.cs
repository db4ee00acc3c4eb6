using System.Text.Json.Nodes;
using Conformance.Tests.Tables;
using Conformance.Tests.Worlds;
using Grains.Mitigations;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>A request for help under a test's hands, and what became of it.</summary>
internal sealed class Help(PlanningWorld world, string asker, string target, string alert)
{
    public string Alert => alert;

    public string Target => target;

    public string Asker => asker;

    public JsonObject Body { get; } = Bodies.Request(alert, world.Gateway.SenderId(asker), PlanningWorld.Asn(asker), target);

    /// <summary>What the extension says.</summary>
    public JsonObject Extension
    {
        get
        {
            if (Body["extensions"] is null)
                Body["extensions"] = new JsonObject { ["orchestrator"] = new JsonObject { ["version"] = 1 } };
            return Body["extensions"]!["orchestrator"]!.AsObject();
        }
    }

    /// <summary>So many bits a second from addresses of this AS, spread evenly.</summary>
    public Help From(int asn, long bps, int addresses = 4, bool v6 = false)
    {
        for (var i = 0; i < addresses; i++)
            Source(v6 ? Atlas.At6(asn, i + 10) : Atlas.At(asn, i + 10), ("bps", bps / addresses));
        return this;
    }

    public Help Source(string prefix, params (string Name, JsonNode? Value)[] weights)
    {
        var source = new JsonObject { ["prefix"] = prefix };
        foreach (var (name, value) in weights)
            source[name] = value;
        if (Extension["sources"] is not JsonArray sources)
            Extension["sources"] = sources = [];
        sources.Add(source);
        return this;
    }

    /// <summary>Bits per second of the whole attack.</summary>
    public Help Volume(long bps) => With("volume_bps", bps);

    /// <summary>Bits per second that the asker's link takes.</summary>
    public Help Takes(double bps)
    {
        Body["max_bandwidth"] = bps / 8e9;
        return this;
    }

    public Help With(string name, JsonNode? value)
    {
        Extension[name] = value;
        return this;
    }

    public Help Header(string patch)
    {
        Body["packet_header"]!.AsObject().Patched(patch);
        return this;
    }

    public Task<WireAnswer> Send(DateTimeOffset? date = null) => world.From(asker).Post("mitigation_request", Body, date ?? world.Now);

    public async Task<Plan> Plan()
    {
        With("plan_only", true);
        return new Plan((await Send()).Accepted());
    }

    /// <summary>Sends it, and waits until exactly these members have been ordered to help.</summary>
    public async Task<WireAnswer> Orders(params string[] members)
    {
        var answer = (await Send()).Accepted();
        await Ordered(members);
        return answer;
    }

    /// <summary>Waits until it is planned, and exactly these members have been ordered to help.</summary>
    public async Task Ordered(params string[] members)
    {
        var wanted = string.Join(' ', members.Order(StringComparer.Ordinal));
        var (planned, ordered) = ("", "");
        await PlanningWorld.Until(
            async () =>
            {
                var status = await world.Gateway.Status(asker, alert);
                planned = status is { Phase: MitigationPhase.Accepted } or null ? "" : string.Join(' ', status.Operators.Select(o => o.Operator).Order(StringComparer.Ordinal));
                ordered = string.Join(' ', world.Controllers.Ordered(target));
                Assert.True(planned == wanted || planned.Length == 0 || ordered == wanted, $"{wanted} should be planned, were: {planned}");
                return planned == wanted && ordered == wanted;
            },
            () => $"{wanted} should be ordered; planned: {planned}, ordered: {ordered}");
    }

    /// <summary>The first order that this member got for it.</summary>
    public async Task<Told> OrderTo(string member)
    {
        await PlanningWorld.Until(() => world.Controllers.Orders(target).Any(Fits));
        return world.Controllers.Orders(target).First(Fits);

        bool Fits(Told order) => order.To == member && (order.Engagement is null || ((string)order.Engagement["id"]!).Contains(alert, StringComparison.Ordinal));
    }

    public Task<WireAnswer> Terminate() => world.From(asker).Post("mitigation_termination_request", Bodies.About(alert, world.Gateway.SenderId(asker), PlanningWorld.Asn(asker)), world.Now);

    /// <summary>Says how it goes.</summary>
    public Task<WireAnswer> Health(int health)
    {
        var body = Bodies.Efficacy(alert, world.Gateway.SenderId(asker), PlanningWorld.Asn(asker));
        body["health"] = health;
        return world.From(asker).Post("mitigation_efficacy_updates", body, world.Now);
    }
}
