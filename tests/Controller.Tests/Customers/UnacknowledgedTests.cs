using Controller.Customers;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Support;

namespace Controller.Tests.Customers;

/// <summary>A final status that nobody acknowledges is told for 300 s, and the dialogue is closed all the same (mechanism, section 1).</summary>
public sealed class UnacknowledgedTests : CustomerWorld
{
    private readonly string _alert = ScriptedCustomer.NewAlert();
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());
    private bool _endsAgain;
    private DateTimeOffset _ended;

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
        await Ended(refuses: true);

        // As often as it is refused, until the time is over.
        await FinalAfter(2);
        await FinalAfter(10);
        await FinalAfter(285);
        _time.Advance(_ended.AddSeconds(301) - _time.GetUtcNow());
        await Closed();
    }

    [Fact]
    public async Task Final_status_that_is_taken_and_never_acknowledged_is_pushed_again_to_who_ends_it_again_for_300_seconds_and_no_longer()
    {
        await Ended();

        await FinalAfter(2);
        await FinalAfter(10);
        await FinalAfter(285);
        _time.Advance(_ended.AddSeconds(301) - _time.GetUtcNow());
        await Closed();
    }

    [Fact]
    public async Task Final_status_that_is_acknowledged_is_not_pushed_again_to_who_ends_it_again()
    {
        await Ended();
        await FinalAfter(2);

        Assert.IsType<SendResult<Nothing>.Ok>(await Customer.Acknowledge(_alert));

        await Closed();
    }

    /// <summary>Its customer has ended it, and refuses every status, or takes it and ends it again and again.</summary>
    private async Task Ended(bool refuses = false)
    {
        _endsAgain = !refuses;
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));
        await Customer.Ask(_alert);
        await InPlace(Engagement(_alert));
        Customer.Refuses = refuses ? new(503, 1, "busy") : null;
        await Customer.Terminate(_alert);
        _ended = _time.GetUtcNow();
    }

    /// <summary>Nothing more is told of it.</summary>
    private async Task Closed()
    {
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

    /// <summary>The final status comes again after this time; a second or two later where one was under way and had no answer when the clock was put forward.</summary>
    private async Task FinalAfter(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var waited = 0;
        await Eventually.Holds(async () =>
        {
            while (Customer.Pushed.Reader.TryRead(out var status))
                if (status.Status == MitigationStatus.Done)
                    return true;
            if (waited++ % 20 != 0)
                return false;
            if (waited > 20)
                _time.Advance(TimeSpan.FromSeconds(1));
            await Look();
            return false;
        });
    }

    /// <summary>
    /// Makes it look whether something is to be told, without the clock going on: how a customer fares is no news once it is over; that it ends it once more is answered and told again.
    /// </summary>
    private async Task Look() => Assert.Equal(MitigationStatus.Done, Said(await (_endsAgain ? Customer.Terminate(_alert) : Customer.Efficacy(_alert, 50))).Status);
}
