using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Storage;
using Support;

namespace Grains.Tests.Customers;

/// <summary>Cancelling a registration withdraws all that the member has active, also when it is interrupted anywhere.</summary>
public sealed class CancellingTests
{
    private static readonly string[] Alerts = [.. Enumerable.Range(1, 3).Select(i => i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Everything_active_is_withdrawn_and_counted_and_a_repetition_finds_nothing()
    {
        await using var world = await Registered();

        var cancelled = await Cancel(world);

        Assert.Equal(new CancelAnswer(3, null), cancelled);
        await AllWithdrawn(world);
        Assert.Null(await Customer(world).Registration());
        Assert.Equal(new CancelAnswer(0, null), await Cancel(world));
        Assert.Equal(["registered", """registration-cancelled {"by":"op1","key":"op1-key","why":"moved away","withdrawn":3}"""], (await Ledger(world)).Select(e => e.StartsWith("registered ", StringComparison.Ordinal) ? "registered" : e));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Cancelling_that_dies_before_any_of_its_writes_is_finished_by_asking_again(int survives)
    {
        using var folder = new TempFolder();
        var world = await Registered(folder);
        await Task.WhenAll(Alerts.Select(a => Until(world, a, s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted))));
        var withdrawals = 0;
        world.Scripted.BeforeWrite = write => write.Key.Type == CustomerGrain.Type || write.Events.Any(e => e.Kind == "ended")
            ? withdrawals++ < survives ? Task.CompletedTask : Task.FromException(new IOException("the process died"))
            : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<Exception>(() => Cancel(world));
        world = await world.Restart();

        await using (world)
        {
            Assert.NotNull(await Customer(world).Registration());
            Assert.Equal(3 - survives, (await Task.WhenAll(Alerts.Select(a => world.Status(alert: a)))).Count(s => s!.Runs));

            Assert.Equal(new CancelAnswer(3 - survives, null), await Cancel(world));

            await AllWithdrawn(world);
            Assert.Null(await Customer(world).Registration());
        }
    }

    [Fact]
    public async Task Request_that_is_being_stored_meanwhile_is_withdrawn_by_whoever_asked_for_it()
    {
        await using var world = await Registered();
        var (begun, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = new string('b', 64);
        world.Scripted.BeforeWrite = async write =>
        {
            if (write.Key.Key == new MitigationKey("op1", late).ToString() && !begun.Task.IsCompleted)
            {
                begun.SetResult();
                await released.Task;
            }
        };
        var asked = world.Ask(alert: late);
        await begun.Task;

        Assert.Null((await Cancel(world)).Refused);
        released.SetResult();

        Assert.False((await asked).Status!.Runs);
        Assert.False((await world.Status(alert: late))!.Runs);
    }

    [Fact]
    public async Task Request_is_told_to_wait_while_a_cancelling_is_under_way()
    {
        await using var world = await Registered();
        var (begun, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Scripted.BeforeWrite = async write =>
        {
            if (write.Key.Type == CustomerGrain.Type)
            {
                begun.SetResult();
                await released.Task;
            }
        };
        var cancelling = Cancel(world);
        await begun.Task;

        Assert.Equal(RefusalReason.NotReady, (await world.Ask(alert: new string('b', 64))).Refused?.Reason);
        released.SetResult();

        Assert.Equal(3, (await cancelling).Withdrawn);
        Assert.Null((await world.Ask(alert: new string('b', 64))).Refused);
    }

    [Fact]
    public async Task Operator_that_cancelled_can_still_be_reached_after_a_restart_until_it_registers_again()
    {
        using var folder = new TempFolder();
        var world = await GrainsWorld.Start(folder);
        var registration = new RegistrationRecord { CustomerName = "op1", At = DateTimeOffset.UnixEpoch, Operator = new() { Member = "op1", Url = "https://op1" } };
        Assert.Null(await Customer(world).Register(GrainsWorld.As("op1"), registration));
        Assert.Null((await Cancel(world)).Refused);

        world = await world.Restart();
        await world.Seen();
        Assert.True(world.View.Current.Profile("op1") is { Url: "https://op1", Leaving: true });

        Assert.Null(await Customer(world).Register(GrainsWorld.As("op1"), registration));
        world = await world.Restart();
        await using (world)
        {
            await world.Seen();
            Assert.False(world.View.Current.Profile("op1")!.Leaving);
        }
    }

    [Fact]
    public void Full_disk_keeps_nobody_from_cancelling()
    {
        Assert.Equal(WritePriority.Reserved, new RegistrationDocument().Priority);
        Assert.Equal(WritePriority.Normal, new RegistrationDocument { State = new RegistrationRecord { CustomerName = "op1" } }.Priority);
    }

    [Fact]
    public async Task Nobody_cancels_for_another()
    {
        await using var world = await Registered();

        Assert.Equal(RefusalReason.NotApproved, (await Customer(world).Cancel(GrainsWorld.As("op2"), null)).Refused?.Reason);

        Assert.NotNull(await Customer(world).Registration());
        Assert.All(await Task.WhenAll(Alerts.Select(a => world.Status(alert: a))), s => Assert.True(s!.Runs));
    }

    [Fact]
    public async Task Target_is_free_for_others_after_a_cancelling()
    {
        await using var world = await GrainsWorld.Start();
        Assert.Null((await world.Ask("customer1", GrainsWorld.Request("192.0.2.130"))).Refused);

        Assert.Equal(1, (await world.Grains.GetGrain<ICustomerGrain>("customer1").Cancel(GrainsWorld.As("customer1"), null)).Withdrawn);

        Assert.Null((await world.Ask("op1", GrainsWorld.Request("192.0.2.130"))).Refused);
    }

    private static async Task<GrainsWorld> Registered(TempFolder? folder = null)
    {
        var world = await GrainsWorld.Start(folder);
        Assert.Null(await Customer(world).Register(GrainsWorld.As("op1"), new RegistrationRecord { CustomerName = "op1", Zones = GrainsWorld.Consortium.Members[0].Zones, At = DateTimeOffset.UnixEpoch }));
        foreach (var alert in Alerts)
            Assert.Null((await world.Ask(alert: alert)).Refused);
        return world;
    }

    private static ICustomerGrain Customer(GrainsWorld world) => world.Grains.GetGrain<ICustomerGrain>("op1");

    private static Task<CancelAnswer> Cancel(GrainsWorld world) => Customer(world).Cancel(GrainsWorld.As("op1"), "moved away");

    private static async Task AllWithdrawn(GrainsWorld world)
    {
        foreach (var alert in Alerts)
            await Until(world, alert, s => s.Phase == MitigationPhase.Closed);
    }

    private static Task Until(GrainsWorld world, string alert, Func<MitigationStatus, bool> reached) =>
        Eventually.Sees(() => world.Status(alert: alert), status => status is not null && reached(status));

    private static async Task<string[]> Ledger(GrainsWorld world)
    {
        var entries = new List<string>();
        await foreach (var entry in world.Store.Ledger(CustomerGrain.Type, "op1"))
            entries.Add($"{entry.Event.Kind} {System.Text.Encoding.UTF8.GetString(entry.Event.Content.Span)}");
        return [.. entries];
    }
}
