using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grains.Customers;
using Grains.Operators;
using Grains.Presence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Grains.Tests.Presence;

/// <summary>Members without a controller are watched too: three heartbeats missed are a loss, visible, with an alarm (mechanism, section 1).</summary>
public sealed class PresenceTests
{
    private static readonly OperatorTimes Often = OperatorTimes.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task Silent_customer_is_lost_with_an_alarm_ends_nothing_and_is_back_with_its_next_heartbeat()
    {
        var log = new RecordedLog<PresenceGrain>();
        using var alarms = new Alarms();
        await using var world = await GrainsWorld.Start(times: Often, more: s => s.AddSingleton<ILogger<PresenceGrain>>(log));
        await world.Ask("customer1", GrainsWorld.Request("192.0.2.129"));
        var presence = world.Grains.GetGrain<IPresenceGrain>(0);
        await presence.Seen("customer1");

        await Until(world, p => p is { Member: "customer1", Lost: true });

        await world.Eventually(() => alarms.Lost.Contains("customer1"));
        Assert.Contains(log.Entries, e => e is { Level: LogLevel.Warning, Id.Name: "Member.Lost" } && e.Text.Contains("customer1", StringComparison.Ordinal));
        Assert.True((await world.Status("customer1"))!.Runs);

        await presence.Seen("customer1");

        await world.Eventually(() => log.Entries.Any(e => e.Id.Name == "Member.Back"));
    }

    [Fact]
    public async Task Customer_that_answers_our_heartbeats_is_not_lost_and_one_that_stops_answering_is()
    {
        await using var world = await GrainsWorld.Start(times: Often);
        await world.Grains.GetGrain<IPresenceGrain>(0).Registered("customer1", new("https://customer1", PeerMode.Mutual, true));
        await world.Grains.GetGrain<IPresenceGrain>(0).Registered("op1", null);

        await Until(world, p => p is { Member: "op1", Lost: true });
        Assert.False((await world.Grains.GetGrain<IPresenceGrain>(0).All()).Single(p => p.Member == "customer1").Lost);

        world.Silent["customer1"] = true;

        await Until(world, p => p is { Member: "customer1", Lost: true });
    }

    [Fact]
    public async Task Who_registered_before_a_restart_is_missed_after_it_and_who_cancelled_is_not()
    {
        await using var first = await GrainsWorld.Start(times: Often);
        await first.Grains.GetGrain<ICustomerGrain>("customer1").Register(GrainsWorld.As("customer1"), new RegistrationRecord { CustomerName = "customer1" });
        await first.Grains.GetGrain<ICustomerGrain>("op1").Register(GrainsWorld.As("op1"), new RegistrationRecord { CustomerName = "op1" });
        await first.Grains.GetGrain<ICustomerGrain>("op1").Cancel(GrainsWorld.As("op1"), null);
        await using var second = await first.Restart(Often);

        await Until(second, p => p is { Member: "customer1", Lost: true });

        Assert.DoesNotContain(await second.Grains.GetGrain<IPresenceGrain>(0).All(), p => p.Member == "op1");
    }

    [Fact]
    public async Task Heartbeat_that_takes_long_is_not_followed_by_others_to_the_same_member()
    {
        await using var world = await GrainsWorld.Start(times: Often);
        var underWay = new ConcurrentDictionary<string, int>();
        var slow = new TaskCompletionSource<string?>();
        world.Greet = member =>
        {
            underWay.AddOrUpdate(member, 1, (_, n) => n + 1);
            return member == "customer1" ? slow.Task : Task.FromResult<string?>(null);
        };
        await world.Grains.GetGrain<IPresenceGrain>(0).Registered("customer1", new("https://customer1", PeerMode.Mutual, true));
        await world.Grains.GetGrain<IPresenceGrain>(0).Registered("op1", new("https://op1", PeerMode.Mutual, true));

        await world.Eventually(() => underWay.GetValueOrDefault("op1") > 3);
        Assert.Equal(1, underWay["customer1"]);

        slow.SetResult(null);

        await world.Eventually(() => underWay["customer1"] > 1);
    }

    [Fact]
    public async Task Operator_that_registers_without_a_controller_is_watched_like_every_other_customer()
    {
        await using var world = await GrainsWorld.Start(times: Often);
        var presence = world.Grains.GetGrain<IPresenceGrain>(0);
        await world.Registry.Registered(new() { Member = "op2", Url = "https://op2", Asns = [64502] });
        await world.Seen();

        // As long as it has a controller, and after it cancelled, its heartbeats are none of this watch's.
        await presence.Seen("op2");
        await world.Registry.Unregistered("op2");
        await world.Seen();
        await presence.Seen("op2");
        Assert.DoesNotContain(await presence.All(), p => p.Member == "op2");

        await presence.Registered("op2", null);

        await Until(world, p => p is { Member: "op2", Lost: true });
        await presence.Seen("op2");
        await Until(world, p => p is { Member: "op2", Lost: false });
    }

    [Fact]
    public async Task Suspended_member_is_not_missed_until_it_may_speak_again()
    {
        await using var world = await GrainsWorld.Start(times: Often);
        await world.Grains.GetGrain<IPresenceGrain>(0).Seen("customer1");
        await Until(world, p => p is { Member: "customer1", Lost: true });

        Assert.Null(await world.Registry.Suspend(GrainsWorld.As("admin1"), "customer1", "unpaid"));
        await world.Seen();
        await Until(world, p => p is { Member: "customer1", Lost: false });

        Assert.Null(await world.Registry.Approve(GrainsWorld.As("admin1"), "customer1", new(null, null, null, null), "paid"));
        await world.Seen();
        await Until(world, p => p is { Member: "customer1", Lost: true });
    }

    private static Task Until(GrainsWorld world, Func<MemberPresence, bool> somebody) =>
        Eventually.Sees(() => world.Grains.GetGrain<IPresenceGrain>(0).All(), all => all.Any(somebody));

    /// <summary>What the metric says.</summary>
    private sealed class Alarms : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Alarms()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "orchestrator.members.lost")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                    Lost.Add((string)tag.Value!);
            });
            _listener.Start();
        }

        public ConcurrentBag<string> Lost { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
