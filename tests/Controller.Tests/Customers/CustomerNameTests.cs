using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>DNS names as targets of an operator's customers: resolved with every request, checked like the addresses that were found (mechanism, section 3).</summary>
public sealed class CustomerNameTests : CustomerWorld
{
    private const string Name = "www.example.org", Alias = "customer1-zone-2";

    private readonly string _alert = ScriptedCustomer.NewAlert();
    private readonly ConcurrentDictionary<string, string> _names = new();

    [Fact]
    public async Task Name_and_its_alias_are_targets_of_their_owner_and_what_they_point_to_is_checked_again_at_every_change()
    {
        World.Resolve = (name, _) => _names.TryGetValue(name, out var found)
            ? Task.FromResult<IPAddress[]>([IPAddress.Parse(found)])
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        await Start();
        var registered = Assert.IsType<SendResult<RegistrationResponse>.Ok>(await Customer.Register(Registration(Name))).Message;
        Assert.Equal(["customer1-zone-1", Alias], registered.Aliases.Select(a => a.Alias));

        // Not yet: nothing is promised.
        Assert.Equal((503, 1), Refusal(await Customer.Ask(_alert, Alias), Name));
        Assert.Empty(Book.Held);
        _names[Name] = "192.0.2.130";
        Assert.Equal("192.0.2.130/32", Said(await Customer.Ask(_alert, Alias)).DestinationIps.Single().ToString());
        await InPlace(Engagement(_alert));
        _names[Name] = "192.0.2.131";
        Assert.Equal("192.0.2.131/32", Said(await Customer.Ask(_alert, "WWW.example.org")).DestinationIps.Single().ToString());
        _names[Name] = "192.0.2.1";
        Assert.Equal((403, 255), Refusal(await Customer.Ask(_alert, Alias), $"{Alias} is 192.0.2.1/32"));
        Assert.Equal("192.0.2.131/32", Book.Find("customer1", _alert)!.Targets.Single().ToString());

        Assert.Equal((500, 0), Refusal(await Other.Ask(_alert, Alias), Alias));
        Assert.Equal((500, 0), Refusal(await Customer.Ask(_alert, "mail.example.org"), "mail.example.org"));
    }

    [Fact]
    public async Task Name_that_is_no_hosts_cannot_have_an_alias()
    {
        await Start();

        var refused = Assert.IsType<SendResult<RegistrationResponse>.Refused>(await Customer.Register(Registration("no host"))).Refusal;

        Assert.Equal((500, 1), (refused.Status, refused.ErrorReason));
        Assert.Contains("protected_zone[1].DNS_name", refused.Detail, StringComparison.Ordinal);
    }

    private Registration Registration(string name)
    {
        var registration = Customer.Registration("192.0.2.128/25");
        return registration with { ProtectedZones = [.. registration.ProtectedZones, new() { Index = 2, NeedAlias = true, DnsName = name }] };
    }
}
