using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Controller.Local;
using Controller.Tests.Fakes;
using Dots.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>A customer that falls silent is lost, visible, with an alarm; nothing that runs for it ends (mechanism, section 1).</summary>
public sealed class CustomerHeartbeatTests : CustomerWorld
{
    private readonly string _alert = ScriptedCustomer.NewAlert();

    [Fact]
    public async Task Customer_whose_callback_no_longer_answers_is_lost_keeps_its_mitigation_and_is_back_with_its_own_heartbeat()
    {
        World.Settings["Customers:HeartbeatSeconds"] = "5";
        using var alarms = new Alarms();
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        await Until(() => Customer.Heartbeats >= 1);
        Assert.Empty(Book.Heartbeats.Lost);

        await Customer.Silence();

        await Until(() => Book.Heartbeats.Lost.SequenceEqual(["customer1"]));
        Assert.Contains("customer1", alarms.Lost);
        Assert.Contains("customers lost: customer1", (await LocalClient.Ask(LocalSocket.PathOf(World.PathOf("data"), "op2"), new("list", [], "alice"))).Lines[0], StringComparison.Ordinal);
        Assert.True(Book.Held.Single().Runs);
        Assert.True(Mitigator.InPlace.ContainsKey(Engagement(_alert)));

        await Customer.Beat();

        Assert.Empty(Book.Heartbeats.Lost);
    }

    [Fact]
    public async Task Customer_without_callback_that_stops_its_heartbeats_is_lost_and_one_that_cancels_is_missed_no_longer()
    {
        World.Settings["Customers:HeartbeatSeconds"] = "5";
        await Start();
        await Customer.Beat();
        await Other.Register(Other.Registration("192.0.2.192/26"));

        await Until(() => Book.Heartbeats.Lost.SequenceEqual(["customer1", "customer2"]));
        Assert.IsType<Dots.Transport.Mechanism.SendResult<RegistrationCancellingResponse>.Ok>(await Other.Cancel("customer2"));

        await Until(() => Book.Heartbeats.Lost.SequenceEqual(["customer1"]));
    }

    /// <summary>What the metric says.</summary>
    private sealed class Alarms : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Alarms()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "controller.customers.lost")
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
