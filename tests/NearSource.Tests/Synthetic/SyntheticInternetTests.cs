using System.Security.Cryptography;
using System.Text;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Synthetic;
using NearSource.Tests.Input;
using NearSource.Topology;
using Support;

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

    [Fact]
    public void Nobody_is_its_own_provider_through_others_and_carriers_have_none()
    {
        var internet = SyntheticInternet.Generate(new() { Ases = 3000, Seed = 2 });
        var text = new StringWriter();
        SyntheticFiles.WriteTopology(internet, text);

        // The strict reader refuses circles.
        Assert.NotNull(AsGraph.Read(Packed.Plain(text.ToString())).Graph);
        var carriers = Enumerable.Range(0, 3000).Where(i => internet.Graph.Providers(i).IsEmpty).ToArray();
        Assert.Equal(11, carriers.Length);
        Assert.All(carriers, one => Assert.All(carriers.Where(o => o != one), other => Assert.True(internet.Graph.Peers(one).Contains(other))));
    }

    [Fact]
    public void No_number_or_address_can_be_taken_for_what_it_is_not()
    {
        var internet = SyntheticInternet.Generate(new() { Ases = 100_000 });
        PrefixSet special = new(
        [
            .. ((string[])
            [
                "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
                "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
                "1.1.1.1", "8.8.8.8", "9.9.9.9",
            ]).Select(Prefix.Parse),
            .. File.ReadLines(Path.Combine(SharedData.Root, "deploy", "never-filter.sample")).Where(l => l.Length > 0 && l[0] != '#').Select(l => Prefix.Parse(l.Split('\t')[0])),
        ]);
        var documentation = Prefix.Parse("3fff::/20");

        Assert.All(internet.Origins.Announced, o => Assert.True(o.Prefix.IsIPv6 ? documentation.Contains(o.Prefix) && o.Prefix.Length <= 48 : !special.Overlaps(o.Prefix) && o.Prefix.Length <= 24));
        Assert.InRange(internet.Graph.AsnAt(0), 4_200_000_000, 4_294_967_294);
        Assert.InRange(internet.Graph.AsnAt(internet.Graph.Count - 1), 4_200_000_000, 4_294_967_294);
    }

    [Fact]
    public void Same_options_make_the_same_Internet_on_every_machine()
    {
        // Made once: whoever changes how it is made writes the new one here, on purpose.
        Assert.Equal("211A70F5E69BD367", Hash(new() { Ases = 2000, Seed = 5 }));
        Assert.NotEqual(Hash(new() { Ases = 2000, Seed = 5 }), Hash(new() { Ases = 2000, Seed = 6 }));

        static string Hash(SyntheticOptions options)
        {
            var (internet, text) = (SyntheticInternet.Generate(options), new StringWriter());
            SyntheticFiles.WriteTopology(internet, text);
            SyntheticFiles.WriteOrigins(internet, text);
            SyntheticFiles.WriteVrps(internet, text);
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
        }
    }

    [Fact]
    public void Half_of_the_holders_signed_and_a_few_signed_somebody_else()
    {
        var internet = SyntheticInternet.Generate(new() { Ases = 5000 });
        var origins = internet.Origins.WithRpki(internet.Vrps);
        var answers = internet.Origins.Announced.Select(o => origins.Find(o.Prefix).Confidence).ToLookup(c => c);

        Assert.InRange(answers[OriginConfidence.Confirmed].Count() / (double)origins.Count, 0.4, 0.7);
        Assert.InRange(answers[OriginConfidence.Conflict].Count() / (double)origins.Count, 0.0005, 0.01);
        Assert.Equal(origins.Count, answers[OriginConfidence.Confirmed].Count() + answers[OriginConfidence.Conflict].Count() + answers[OriginConfidence.Table].Count());
    }

    [Theory]
    [InlineData(SyntheticOptions.Fewest - 1)]
    [InlineData(SyntheticOptions.Most + 1)]
    [InlineData(-1)]
    public void Too_few_and_too_many_networks_are_refused(int ases) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticInternet.Generate(new() { Ases = ases }));
}
