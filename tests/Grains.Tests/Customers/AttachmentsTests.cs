using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Grains.Persistence;

namespace Grains.Tests.Customers;

/// <summary>A member's lists and returning path ride with its orders, never wider than the targets.</summary>
public sealed class AttachmentsTests
{
    private static readonly ConsortiumIndex Consortium = new(new ConsortiumSnapshot { Members = GrainsWorld.Consortium.Members });

    private static readonly RegistrationRecord Registration = new()
    {
        CustomerName = "op1", Zones = [Prefix.Parse("192.0.2.0/25")],
        AcceptList = [new FilterEntry { Name = "partner", SourceIp = Prefix.Parse("203.0.113.0/24") }, new FilterEntry { DestinationIp = Prefix.Parse("192.0.2.77"), DestinationPorts = [new(443, 443)] }],
        DropList = [new FilterEntry { SourceIp = Prefix.Parse("198.51.100.0/24"), DestinationIp = Prefix.Parse("192.0.2.0/24"), Protocols = [17] }],
        TunnelInformation = "GRE 192.0.2.200", NextHop = "192.0.2.201", EndPoints = [Prefix.Parse("192.0.2.200"), Prefix.Parse("192.0.2.201")],
    };

    [Fact]
    public async Task They_ride_with_every_order_and_a_refresh_carries_the_newer_ones()
    {
        await using var world = await GrainsWorld.Start();
        var customer = world.Grains.GetGrain<ICustomerGrain>("op1");
        await customer.Register(GrainsWorld.As("op1"), Registration);
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));

        Assert.All(world.Orders, o =>
        {
            Assert.Equal(("partner", "192.0.2.1/32"), (o.Order.AcceptList.Single().Name, o.Order.AcceptList.Single().DestinationIp.ToString()));
            Assert.Equal("192.0.2.1/32", o.Order.DropList.Single().DestinationIp.ToString());
            Assert.Equal(("GRE 192.0.2.200", "192.0.2.201"), (o.Order.TunnelInformation, o.Order.NextHop));
        });

        await customer.Register(GrainsWorld.As("op1"), Registration with { AcceptList = [] });
        await world.Ask(date: DateTimeOffset.UnixEpoch.AddSeconds(1), hash: "refresh");
        await world.Until(s => world.Orders.Count(o => o.Order.Revision == 2) == 2);

        Assert.All(world.Orders.Where(o => o.Order.Revision == 2), o => Assert.Empty(o.Order.AcceptList));
    }

    [Fact]
    public void Returning_path_that_is_no_longer_held_or_lies_in_a_target_does_not_ride()
    {
        Assert.NotNull(Attach("192.0.2.1", Registration).TunnelInformation);
        Assert.Null(Attach("192.0.2.200", Registration).TunnelInformation);
        Assert.Null(Attach("192.0.2.200", Registration).NextHop);
        Assert.Null(Attach("192.0.2.1", Registration with { EndPoints = [Prefix.Parse("203.0.113.1")] }).NextHop);
        Assert.False(Attach("192.0.2.1", null).HasReturningPath);
    }

    [Fact]
    public void More_than_fits_an_order_is_let_through_and_not_dropped()
    {
        ImmutableArray<FilterEntry> many = [.. Enumerable.Range(0, 100).Select(i => new FilterEntry { SourceIp = Prefix.Parse($"203.0.113.{i}") })];
        var request = GrainsWorld.Request() with { Match = new TrafficMatch { Destinations = [.. Enumerable.Range(0, 5).Select(i => Prefix.Parse($"192.0.2.{i}"))] } };

        var attached = Attachments.Attach(request, Registration with { AcceptList = many, DropList = many }, Consortium.Find("op1")!, Consortium);

        Assert.Equal(many, attached.AcceptList);
        Assert.Empty(attached.DropList);
    }

    [Fact]
    public void Registration_is_stored_whole_and_one_of_an_older_program_is_read()
    {
        var stored = JsonSerializer.Deserialize<RegistrationDocument>(JsonSerializer.SerializeToUtf8Bytes(new RegistrationDocument { State = Registration }, DocumentJson.Options), DocumentJson.Options)!.State!;
        var old = JsonSerializer.Deserialize<RegistrationDocument>("""{"schemaVersion":1,"state":{"customerName":"op1","zones":["192.0.2.0/24"]}}""", DocumentJson.Options)!.State!;

        Assert.Equal(JsonSerializer.Serialize(Registration, DocumentJson.Options), JsonSerializer.Serialize(stored, DocumentJson.Options));
        Assert.Equal([new PortRange(443, 443)], stored.AcceptList[1].DestinationPorts.AsEnumerable());
        Assert.Empty(old.AcceptList);
        Assert.Empty(old.Names);
    }

    private static HelpRequest Attach(string target, RegistrationRecord? registration) =>
        Attachments.Attach(GrainsWorld.Request(target), registration, Consortium.Find("op1")!, Consortium);
}
