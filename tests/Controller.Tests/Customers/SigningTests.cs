using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>Customers that sign their messages, at listeners of modes ServerOnly and Signed (mechanism, section 5, modes b and c).</summary>
public sealed class SigningTests : CustomerWorld
{
    private readonly string _alert = Fakes.ScriptedCustomer.NewAlert();

    [Theory]
    [InlineData("ServerOnly")]
    [InlineData("Signed")]
    public async Task Customer_that_signs_registers_asks_is_called_back_in_the_same_mode_and_ends_also_over_a_restart(string mode)
    {
        World.Settings["Listen:0:Mode"] = mode;
        var identity = Enum.Parse<ListenerIdentity>(mode);
        await Start();
        var customer = Make("customer1", identity);
        await customer.Listen();
        Assert.IsType<SendResult<RegistrationResponse>.Ok>(await customer.Register(customer.Registration("192.0.2.128/25")));
        await Restart();
        var again = Make("customer1", identity);

        Said(await again.Ask(_alert));

        // Its listener takes nothing that is not signed.
        await customer.Told(s => s.AlertId == _alert && s.Status == MitigationStatus.Ongoing);
        Assert.Equal((403, 255), Refusal(await again.Ask(again.Message(_alert) with { SenderId = Other.SenderId }), "sender_id"));
        Assert.Equal(MitigationStatus.Done, Said(await again.Terminate(_alert)).Status);
        await NothingInPlace();
        await customer.Told(s => s.Status == MitigationStatus.Done);
    }

    [Fact]
    public async Task Who_only_shows_its_certificate_where_signatures_are_asked_for_is_refused()
    {
        World.Settings["Listen:0:Mode"] = "Signed";
        await Start();

        var refused = Assert.IsType<SendResult<MitigationStatusUpdates>.Refused>(await Customer.Ask(_alert)).Refusal;

        Assert.Equal(401, refused.Status);
        Assert.Empty(Book.Held);
    }
}
