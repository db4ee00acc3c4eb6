using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Consortium;

namespace Grains.Tests.Consortium;

public sealed class HeldZonesTests
{
    [Fact]
    public void Holders_are_those_that_a_look_at_every_zone_finds()
    {
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            ImmutableArray<Member> members = [.. Enumerable.Range(0, random.Next(12)).Select(i => new Member
            {
                Id = $"m{random.Next(1000)}-{i}", Kind = MemberKind.Customer, State = MemberState.Approved, Zones = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random))],
            })];
            var zones = new HeldZones(members);
            for (var ask = 0; ask < 20; ask++)
            {
                Prefix[] targets = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random))];

                Assert.Equal(
                    members.Where(m => m.Zones.Any(z => targets.Any(t => z.Overlaps(t)))).Select(m => m.Id).Order(StringComparer.Ordinal),
                    zones.Overlapping(targets).Select(m => m.Id));
            }
        }
    }

    // Few bits, so that prefixes meet, repeat and hold each other.
    private static Prefix Any(Random random)
    {
        var (v6, length) = (random.Next(4) == 0, random.Next(7));
        var width = v6 ? 128 : 32;
        return Prefix.Create((UInt128)(uint)random.Next(1 << length) << (width - length), length, v6);
    }
}
