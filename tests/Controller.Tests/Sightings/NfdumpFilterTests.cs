using Controller.Sightings;
using Dots.Addressing;

namespace Controller.Tests.Sightings;

public sealed class NfdumpFilterTests
{
    [Fact]
    public void Destinations_alone_are_one_choice() =>
        Assert.Equal(
            "(dst ip 192.0.2.1 or dst net 198.51.100.0/24 or dst ip 2001:db8::1 or dst net 2001:db8:1::/48)",
            NfdumpFilter.Of(Given.Question() with
            {
                Destinations = [Prefix.Parse("192.0.2.1/32"), Prefix.Parse("198.51.100.0/24"), Prefix.Parse("2001:db8::1/128"), Prefix.Parse("2001:db8:1::/48")],
            }));

    [Fact]
    public void Protocols_and_ports_narrow_it() =>
        Assert.Equal(
            "(dst ip 192.0.2.1) and (proto 17 or proto 6) and (src port 53 or (src port > 1023 and src port < 2049) or src port < 10)",
            NfdumpFilter.Of(Given.Question() with { Protocols = [17, 6], SourcePorts = [new(53, 53), new(1024, 2048), new(0, 9)] }));
}
