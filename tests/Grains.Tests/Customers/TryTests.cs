using Grains.Customers;
using Grains.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Customers;

/// <summary>Plans that are only tried wait with all their sources: not for as many as can be asked for.</summary>
public sealed class TryTests
{
    private const int MostTried = 16;

    [Fact]
    public async Task Member_that_tries_faster_than_plans_are_made_is_told_to_wait()
    {
        var turns = new PlanningTurns(1);
        await using var world = await GrainsWorld.Start(more: services => services.AddSingleton(turns));
        var customer = world.Grains.GetGrain<ICustomerGrain>("op1");
        Task<TryAnswer> Try() => customer.Try(GrainsWorld.As("op1"), GrainsWorld.Alert, GrainsWorld.Request());
        using var free = new ManualResetEventSlim();
        var busy = turns.Run("other", () => free.Wait(TimeSpan.FromSeconds(60)));

        List<Task<TryAnswer>> tried = [.. Enumerable.Range(0, MostTried + 3).Select(_ => Try())];
        for (var refused = 0; refused < 3; refused++)
        {
            var over = await Task.WhenAny(tried);
            tried.Remove(over);
            Assert.Equal(RefusalReason.NotReady, (await over).Refused!.Reason);
        }

        free.Set();
        Assert.All(await Task.WhenAll(tried), answer => Assert.NotNull(answer.Plan));
        Assert.NotNull((await Try()).Plan);
        Assert.True(await busy);
    }
}
