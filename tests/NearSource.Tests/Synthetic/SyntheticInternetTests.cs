using Dots.Addressing;
using NearSource.Routes;
using NearSource.Synthetic;

namespace NearSource.Tests.Synthetic;

public sealed class SyntheticInternetTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(1000)]
    [InlineData(10_000)]
    public void Everybody_reaches_everybody_and_has_prefixes_of_its_own(int ases)
    {
        var internet = SyntheticInternet.Generate(new() { Ases = ases });

        Assert.Equal(ases, internet.Graph.Count);
        var finder = new RouteFinder(internet.Graph);
        for (var to = 0; to < ases; to += Math.Max(1, ases / 50))
        {
            var tree = finder.Find(to);
            Assert.All(Enumerable.Range(0, ases), from => Assert.True(tree.Reaches(from)));
        }

        foreach (var asn in Enumerable.Range(0, ases).Select(internet.Graph.AsnAt))
        {
            Assert.Contains(internet.PrefixesOf(asn), p => p.IsIPv4 && p.Length <= 24);
            Assert.All(internet.PrefixesOf(asn), p => Assert.Equal(asn, Assert.Single(internet.Origins.Find(p).Asns)));
        }

        Prefix[] sorted = [.. internet.Origins.Announced.Select(o => o.Prefix).Order()];
        Assert.DoesNotContain(sorted.Zip(sorted.Skip(1)), pair => pair.First.Overlaps(pair.Second));
    }
}
