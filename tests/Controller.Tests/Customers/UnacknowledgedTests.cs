using Controller.Customers;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Support;

namespace Controller.Tests.Customers;

/// <summary>A final status that nobody acknowledges is pushed for 300 s, and the dialogue is closed all the same (mechanism, section 1).</summary>
public sealed class UnacknowledgedTests : CustomerWorld
{
    private readonly string _alert = ScriptedCustomer.NewAlert();
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());

    public UnacknowledgedTests() => World.Time = _time;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();

        // The customer's clock stands where it is.
        World.Settings["Identity:ClockSkewSeconds"] = "600";
    }

    [Fact]
    public async Task Final_status_that_is_not_taken_is_pushed_again_for_300_seconds_and_no_longer()
    {
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        Customer.Refuses = new(503, 1, "busy");
        await Customer.Terminate(_alert);

        // As often as it is refused, until the time is over.
        await FinalAfter(2);
        await FinalAfter(10);
        await FinalAfter(287);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Look();
        while (Customer.Pushed.Reader.TryRead(out _))
            continue;
        for (var second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Look();
        }

        // One that was under way when the time was over may still arrive; otherwise there would be thirty.
        var late = 0;
        while (Customer.Pushed.Reader.TryRead(out _))
            late++;
        Assert.InRange(late, 0, 1);

        // The same one may keep it open until its answer is there; the clock stands.
        await Eventually.Sees(
            async () =>
            {
                await Look();
                return Book.Held.Single().Phase;
            },
            phase => phase == CustomerPhase.Closed);
    }

    private async Task FinalAfter(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        while (!Customer.Pushed.Reader.TryRead(out var status) || status.Status != MitigationStatus.Done)
            await Look();
    }

    /// <summary>News makes it look whether something is to be told, without the clock going on.</summary>
    private async Task Look() => Assert.Equal(MitigationStatus.Done, Said(await Customer.Efficacy(_alert, 50)).Status);
}
