using Dots.Addressing;
using NearSource.Origins;

namespace NearSource.Tests.Origins;

/// <summary>Whose address space is, by containment (design, section 5).</summary>
public sealed class RpkiCoverTests
{
    private static readonly RpkiCover Cover = RpkiCover.Of(
    [
        Given("10.0.0.0/8", 64500, 8), Given("10.1.0.0/16", 64501, 16), Given("10.1.2.0/24", 0, 32), Given("2001:db8::/32", 64501, 48), Given("192.0.2.0/24", 0, 24),
    ]);

    [Theory]
    [InlineData("10.9.0.1/32", 64500, RpkiStanding.Proven)]
    [InlineData("10.1.2.3/32", 64501, RpkiStanding.Proven)]
    [InlineData("10.1.2.3/32", 64500, RpkiStanding.Proven)]
    [InlineData("10.0.0.0/8", 64501, RpkiStanding.Foreign)]
    [InlineData("10.1.0.0/16", 64502, RpkiStanding.Foreign)]
    [InlineData("10.0.0.0/7", 64500, RpkiStanding.Unproven)]
    [InlineData("192.0.2.1/32", 0, RpkiStanding.Foreign)]
    [InlineData("192.0.2.1/32", 64501, RpkiStanding.Foreign)]
    [InlineData("2001:db8:1::/64", 64501, RpkiStanding.Proven)]
    [InlineData("203.0.113.1/32", 64501, RpkiStanding.Unproven)]
    public void Any_payload_that_covers_all_of_it_counts_whatever_its_maximum_length(string prefix, uint asn, RpkiStanding standing) =>
        Assert.Equal(standing, Cover.Of(Prefix.Parse(prefix), [asn]));

    [Fact]
    public void Without_payloads_everything_is_unproven() => Assert.Equal(RpkiStanding.Unproven, RpkiCover.Empty.Of(Prefix.Parse("10.0.0.0/8"), [64500]));

    private static Vrp Given(string prefix, uint asn, byte longest) => new(Prefix.Parse(prefix), asn, longest);
}
