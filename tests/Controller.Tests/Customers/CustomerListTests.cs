using Controller.Customers;
using Dots.Addressing;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;

namespace Controller.Tests.Customers;

public sealed class CustomerListTests
{
    private const string Key = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";

    private static readonly string Hash = PasswordHash.Make("a long password", 100_000).Text;

    [Fact]
    public void File_is_read()
    {
        var customer = CustomerList.Parse($$"""
            { "customers": [ { "id": "c1", "keys": ["{{Key}}"], "zones": ["192.0.2.0/25", "2001:db8::/48"], "max_scope": ["/28"], "relay": "never",
              "limits": { "mitigations": 3, "bps": 1000, "duration_s": 60, "attack_types": ["udp_flood"] } } ] }
            """).Find(new Peer(Key, null, System.Net.IPAddress.Loopback))!;

        Assert.Equal(("c1", 28, 128, RelayPolicy.Never), (customer.Id, customer.Widest.V4, customer.Widest.V6, customer.Relay));
        Assert.Equal((3, 1000L, null, TimeSpan.FromMinutes(1)), (customer.Limits.Mitigations, customer.Limits.Bps, customer.Limits.Pps, customer.Limits.Duration));
        Assert.True(customer.Holds(Prefix.Parse("192.0.2.1/32")));
        Assert.False(customer.Holds(Prefix.Parse("192.0.2.0/24")));
    }

    [Theory]
    [InlineData("""{ "customers": [ { "id": "C 1", "keys": ["KEY"], "zones": ["192.0.2.0/24"] } ] }""", "customers[0].id")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["zz"], "zones": ["192.0.2.0/24"] } ] }""", "customers[0].keys")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.1/24"] } ] }""", "customers[0].zones")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": [] } ] }""", "customers[0].zones")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.0/24"], "max_scope": ["/8"] } ] }""", "customers[0].max_scope")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.0/24"], "zonse": 1 } ] }""", "zonse")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.0/24"] }, { "id": "c2", "keys": ["KEY"], "zones": ["192.0.2.0/24"] } ] }""", "key KEY is there 2 times")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.0/24"], "limits": { "mitigations": 0 } } ] }""", "limits.mitigations")]
    [InlineData("""{ "customers": [ { "id": "c1", "keys": ["KEY"], "zones": ["192.0.2.0/24"], "callback_url": "http://c1.example" } ] }""", "callback_url")]
    [InlineData("""{ "customers": [ { "id": "c1", "zones": ["192.0.2.0/24"] } ] }""", "customers[0].keys")]
    [InlineData("""{ "customers": [ { "id": "c1", "users": [ { "name": "noc", "pbkdf2": "secret" } ], "zones": ["192.0.2.0/24"] } ] }""", "customers[0].users: pbkdf2 of noc")]
    [InlineData("""{ "customers": [ { "id": "c1", "users": [ { "name": "n:c", "pbkdf2": "HASH" } ], "zones": ["192.0.2.0/24"] } ] }""", "customers[0].users: expected a name")]
    [InlineData("""{ "customers": [ { "id": "c1", "users": [ { "name": "noc", "pbkdf2": "HASH" }, { "name": "noc", "pbkdf2": "HASH" } ], "zones": ["192.0.2.0/24"] } ] }""", "noc is there twice")]
    [InlineData("""{ "customers": [ { "id": "c1", "users": [ { "name": "noc", "pbkdf2": "HASH" } ], "zones": ["192.0.2.0/24"], "callback_url": "https://c1.example" } ] }""", "customers[0].callback_url")]
    public void Wrong_file_is_refused_and_names_what_is_wrong(string text, string named) =>
        Assert.Contains(named.Replace("KEY", Key), Assert.Throws<FormatException>(() => CustomerList.Parse(text.Replace("KEY", Key).Replace("HASH", Hash))).Message, StringComparison.Ordinal);

    [Fact]
    public void Target_is_the_narrowest_zones_and_the_operators_own_last()
    {
        var list = CustomerList.Parse($$"""
            { "customers": [ { "id": "c1", "keys": ["{{Key}}"], "zones": ["192.0.2.0/24"] }, { "id": "c2", "keys": ["{{Key.Replace('0', '1')}}"], "zones": ["192.0.2.128/25"] } ] }
            """).With(new() { Id = "op2", Zones = [Prefix.Parse("192.0.2.0/24"), Prefix.Parse("198.51.100.0/24")] });

        Assert.Equal(["c1", "c2", "op2", null], new[] { "192.0.2.1", "192.0.2.129", "198.51.100.1", "203.0.113.1" }.Select(t => list.Holding(Prefix.Parse(t))?.Id));
    }
}
