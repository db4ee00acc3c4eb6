using Grains.Identity;
using Grains.Mitigations;
using Grains.Sightings;

namespace Grains.Tests.Mitigations;

/// <summary>What members ask about mitigations that never were takes no memory for longer than the answer needs.</summary>
public sealed class IdleTests
{
    [Theory]
    [InlineData("withdraw")]
    [InlineData("efficacy")]
    [InlineData("acknowledge")]
    [InlineData("report")]
    [InlineData("sighting")]
    public async Task Mitigation_that_nobody_asked_for_leaves_memory_after_it_was_named(string message)
    {
        await using var world = await GrainsWorld.Start();
        var key = new MitigationKey("op1", GrainsWorld.Alert);
        var mitigation = world.Grains.GetGrain<IMitigationGrain>(key.ToString());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

        // One activation reads what is stored once: a second reading is a second activation.
        do
            Assert.NotNull(await Refusal());
        while (Activations() < 3 && await pause.WaitForNextTickAsync(patience.Token));

        int Activations() => world.Scripted.Reads.Where(r => r.Key.Key == key.ToString()).Sum(r => r.Value);

        async Task<Refused?> Refusal() => message switch
        {
            "withdraw" => (await mitigation.Withdraw(GrainsWorld.As("op1"))).Refused,
            "efficacy" => (await mitigation.Efficacy(GrainsWorld.As("op1"), new EfficacyReport(DateTimeOffset.UnixEpoch, false, 40, 50))).Refused,
            "acknowledge" => await mitigation.Acknowledge(GrainsWorld.As("op1")),
            "sighting" => await world.Sighted("op2", new SightingAnswer { Id = SightingId.New(key).ToString(), Seen = true }),
            _ => await world.Report("op2", EngagementState.Active, 1),
        };
    }
}
