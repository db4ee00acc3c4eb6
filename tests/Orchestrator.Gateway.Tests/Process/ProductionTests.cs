using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Tests.Process;

/// <summary>Outside development no controller's URL leads into the orchestrator's own network (design, section 5).</summary>
public sealed class ProductionTests
{
    [Fact]
    public async Task Controllers_on_private_or_loopback_addresses_are_refused()
    {
        await using var world = await GatewayWorld.Start(change: s => new GatewaySettings
        {
            Listen = s.Listen, Development = false, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium,
        });

        foreach (var url in new[]
        {
            "https://127.0.0.1:8443/", "https://[::1]/", "https://10.1.2.3/", "https://192.168.0.1/", "https://169.254.169.254/", "https://localhost/", "https://0.0.0.0/", "https://[fc00::1]/",
            "https://[::ffff:127.0.0.1]/", "https://2130706433/", "http://controller.example.net/",
        })
            (await world.Wire("op2").Post("registration", Body.Extended(Body.Registration("op2", "198.51.100.0/24"), ("callback_url", url)))).Refused(500, 1, "callback_url");

        (await world.Wire("op2").Post("registration", Body.Extended(Body.Registration("op2", "198.51.100.0/24"), ("callback_url", "https://controller.example.net/")))).Accepted();
    }
}
