using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Support;

namespace Controller.Tests.Customers;

/// <summary>What a customer may send, and from where (design, section 5: own budgets; mechanism, section 5: address lists).</summary>
public sealed class CustomerBudgetTests : CustomerWorld
{
    private const int Burst = 100;

    private readonly string _alert = ScriptedCustomer.NewAlert();

    /// <summary>Stands still, so that no budget fills again, however long the test takes to send.</summary>
    public CustomerBudgetTests() => World.Time = new ManualTime(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Flood_of_one_kind_costs_a_customer_neither_its_request_and_withdrawal_nor_others_anything()
    {
        await Start();
        for (var i = 0; i < Burst; i++)
            Assert.IsType<SendResult<Heartbeat>.Ok>(await Customer.Beat());

        var refused = Assert.IsType<SendResult<Heartbeat>.Refused>(await Customer.Beat()).Refusal;

        Assert.Equal((429, 255), (refused.Status, refused.ErrorReason));
        Assert.Contains("customer1", refused.Detail, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Said(await Customer.Ask(_alert));
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(_alert)).Status);
        Assert.IsType<SendResult<Heartbeat>.Ok>(await Other.Beat());
    }

    [Fact]
    public async Task Customer_with_an_address_list_is_served_from_there_only()
    {
        WriteCustomers(""", "addresses": ["198.51.100.0/24"] """);
        await Start();
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert), "127.0.0.1"));
        Assert.IsType<SendResult<Heartbeat>.Ok>(await Other.Beat());

        WriteCustomers(""", "addresses": ["198.51.100.0/24", "127.0.0.0/8"] """);
        await World.Stop(Controller);
        await Start();
        Said(await Customer.Ask(_alert));
    }
}
