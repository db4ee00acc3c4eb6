using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;

namespace Controller.Tests.Customers;

/// <summary>A customer without a certificate, at a listener of mode ServerOnly (mechanism, section 5).</summary>
public sealed class PasswordTests : CustomerWorld
{
    private const string User = "customer3-noc", Password = "a long password";

    private static readonly string Hash = PasswordHash.Make(Password, 100_000).Text;

    [Fact]
    public async Task Customer_registers_with_its_password_and_asks_with_what_it_was_given_over_a_restart()
    {
        await StartServerOnly();
        using var client = Client(Password);
        var before = Assert.IsType<SendResult<MitigationStatusUpdates>.Refused>(await client.Request(Request(new string('0', 64)), default)).Refusal;
        Assert.Contains("register first", before.Detail, StringComparison.Ordinal);

        var first = Registered(await client.Register(Customer.Registration("192.0.2.64/26"), default));
        var second = Registered(await client.Register(Customer.Registration("192.0.2.64/26"), default));
        Assert.Equal(("customer3", "customer3"), (first.CustomerId, second.CustomerId));
        await Restart();
        using var again = Client(Password);

        // Whoever did not get the answer to the second registration still has the first one's token.
        foreach (var token in new[] { second.AccessToken!, first.AccessToken! })
            Said(await again.Request(Request(SenderId.Of("customer3", token)), default));
        await InPlace(Engagement(Alert, "customer3"));

        Assert.Equal((403, 255), Refusal(await again.Request(Request(SenderId.Of("customer1", second.AccessToken!)), default), "is not that of user " + User));
        Assert.Equal((403, 255), Refusal(await again.Request(Request(SenderId.Of("customer3", second.AccessToken!), "192.0.2.129"), default), "192.0.2.129"));
        Assert.Equal(MitigationStatus.Done, Said(await again.Terminate(new() { AlertId = Alert, SenderId = SenderId.Of("customer3", second.AccessToken!) }, default)).Status);
        await NothingInPlace();
    }

    [Fact]
    public async Task Wrong_password_and_a_callback_that_nobody_could_prove_to_own_are_refused()
    {
        await StartServerOnly();
        using var wrong = Client("another password");
        Assert.Equal(401, Assert.IsType<SendResult<RegistrationResponse>.Refused>(await wrong.Register(Customer.Registration("192.0.2.64/26"), default)).Refusal.Status);

        using var client = Client(Password);
        await Customer.Listen();
        var refused = Assert.IsType<SendResult<RegistrationResponse>.Refused>(await client.Register(Customer.Registration("192.0.2.64/26"), default)).Refusal;
        Assert.Equal((500, 1), (refused.Status, refused.ErrorReason));
        Assert.Contains("callback_url", refused.Detail, StringComparison.Ordinal);
    }

    private static readonly string Alert = new('c', 64);

    private static MitigationRequest Request(string senderId, string target = "192.0.2.65") => new()
    {
        AlertId = Alert, SenderId = senderId, Header = new() { Targets = [target], Protocols = [17], SourcePorts = [new(53, 53)] },
    };

    private static RegistrationResponse Registered(SendResult<RegistrationResponse> result) => Assert.IsType<SendResult<RegistrationResponse>.Ok>(result).Message;

    private async Task StartServerOnly()
    {
        World.Settings["Listen:0:Mode"] = "ServerOnly";
        WriteCustomers(more: $$"""
            }, { "id": "customer3", "users": [ { "name": "{{User}}", "pbkdf2": "{{Hash}}" } ], "zones": ["192.0.2.64/26"]
            """);
        await Start();
    }

    private MechanismClient Client(string password) => new(
        new()
        {
            Url = ControllerWorld.UrlOf(Controller), Login = new(User, password), Certificates = Peers(), ServerName = ServerNames.Member("op2"), AllowPrivateAddresses = true,
            Deadline = TimeSpan.FromSeconds(20),
        },
        TimeProvider.System);
}
