using Dots.Addressing;

namespace Dots.Tests.Addressing;

[Collection(nameof(Alone))]
public sealed class PrefixTableTests
{
    [Fact]
    public void Longest_prefix_that_holds_the_address_is_matched()
    {
        var table = Table(("0.0.0.0/0", 1), ("192.0.2.0/24", 2), ("192.0.2.128/25", 3), ("2001:db8::/32", 4));

        Assert.Equal(("192.0.2.128/25", 3), Match(table, "192.0.2.200"));
        Assert.Equal(("192.0.2.0/24", 2), Match(table, "192.0.2.1"));
        Assert.Equal(("192.0.2.0/24", 2), Match(table, "192.0.2.0/24"));
        Assert.Equal(("0.0.0.0/0", 1), Match(table, "192.0.2.0/23"));
        Assert.Equal(("2001:db8::/32", 4), Match(table, "2001:db8::1"));
        Assert.Null(Match(table, "2001:db9::1"));
    }

    [Fact]
    public void Empty_table_matches_nothing()
    {
        var table = Table();

        Assert.Equal(0, table.Count);
        Assert.Null(Match(table, "192.0.2.1"));
        Assert.Null(Match(table, "::/0"));
    }

    [Fact]
    public void Prefix_given_twice_has_its_last_value()
    {
        var table = Table(("192.0.2.0/24", 1), ("192.0.2.0/25", 5), ("192.0.2.0/24", 2), ("192.0.2.0/24", 3));

        Assert.Equal(2, table.Count);
        Assert.Equal(("192.0.2.0/24", 3), Match(table, "192.0.2.255"));
    }

    [Fact]
    public void Prefix_given_twice_is_refused_by_name_when_asked_to()
    {
        var error = Assert.Throws<ArgumentException>(() => new PrefixTable<int>(
            [(Prefix.Parse("2001:db8::/32"), 1), (Prefix.Parse("2001:db8::/32"), 1)], Duplicates.Refused));

        Assert.Contains("2001:db8::/32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_come_back_in_order()
    {
        var table = Table(("2001:db8::/32", 4), ("192.0.2.0/25", 3), ("192.0.2.0/24", 2));

        Assert.Equal(["192.0.2.0/24", "192.0.2.0/25", "2001:db8::/32"], table.Entries.Select(e => e.Prefix.ToString()));
        Assert.Equal([2, 3, 4], table.Entries.Select(e => e.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Table_agrees_with_looking_through_all_entries(int count)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var entries = RandomPrefixes.Many(random, count).Select((prefix, i) => (prefix, i)).ToArray();
            var table = new PrefixTable<int>(entries);

            foreach (var asked in RandomPrefixes.Many(random, 200))
            {
                var expected = entries.Where(e => e.prefix.Contains(asked)).OrderBy(e => e.prefix.Length).ThenBy(e => e.i).ToArray();
                var found = table.TryMatch(asked, out var matched, out var value);
                Assert.True(found == expected.Length > 0, $"seed {seed}: {asked}");
                if (found)
                    Assert.Equal(expected[^1], (matched, value));
            }
        }
    }

    [Fact]
    public void Table_of_a_whole_routing_table_stays_small()
    {
        var random = new Random(7);
        var entries = Enumerable.Range(0, 700_000).Select(i => (i < 500_000
            ? Prefix.Create((uint)random.Next(int.MinValue, int.MaxValue), random.Next(16, 25), v6: false)
            : Prefix.Create((UInt128)(0x2000_0000_0000_0000UL | (ulong)random.NextInt64(1L << 61)) << 64, random.Next(29, 49), v6: true), i));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var table = new PrefixTable<int>(entries);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 40_000_000);
        Assert.InRange(table.Count, 500_000, 700_000);
    }

    private static PrefixTable<int> Table(params (string Prefix, int Value)[] entries) =>
        new(entries.Select(e => (Prefix.Parse(e.Prefix), e.Value)));

    private static (string, int)? Match(PrefixTable<int> table, string asked) =>
        table.TryMatch(Prefix.Parse(asked), out var matched, out var value) ? (matched.ToString(), value) : null;
}

/// <summary>Measures memory, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
