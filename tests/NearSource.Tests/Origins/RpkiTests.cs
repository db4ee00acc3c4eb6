using Dots.Addressing;
using NearSource.Origins;
using NearSource.Tests.Input;
using Support;

namespace NearSource.Tests.Origins;

public sealed class RpkiTests
{
    private const string Json = """
        {"metadata": {"roas": 1, "talfiles": ["a", {"x": [1]}]},
         "roas": [{"asn": 1, "prefix": "10.0.0.0/16", "maxLength": 24, "ta": "ripe", "expires": 1}, {"asn": "AS2", "prefix": "2001:db8::/32", "maxLength": 48}],
         "bgpsec_keys": [{"asn": 5, "ski": "x"}],
         "aspas": [{"customer_asid": 7, "expires": 1, "providers": [9, 8, 9]}, {"customer_asid": 8, "providers": [0]}]}
        """;

    [Fact]
    public void Json_gives_payloads_and_provider_authorisations()
    {
        var reading = RpkiReading.Read(new MemoryStream(Packed.Bzip2(Json)));

        Assert.Empty(reading.Errors);
        Assert.Equal([new(Prefix.Parse("10.0.0.0/16"), 1, 24), new(Prefix.Parse("2001:db8::/32"), 2, 48)], reading.Vrps.AsEnumerable());
        Assert.Equal([7u, 8u], reading.Aspas.Select(a => a.Customer));
        Assert.Equal([8u, 9u], reading.Aspas[0].Providers.AsEnumerable());
        Assert.Equal([0u], reading.Aspas[1].Providers.AsEnumerable());
    }

    [Fact]
    public void Csv_gives_payloads()
    {
        var reading = RpkiReading.Read(Packed.Plain("ASN,IP Prefix,Max Length,Trust Anchor,Expires\r\nAS1,10.0.0.0/16,24,ripe,1\n2,2001:db8::/32,,apnic\n"));

        Assert.Empty(reading.Errors);
        Assert.Equal([new(Prefix.Parse("10.0.0.0/16"), 1, 24), new(Prefix.Parse("2001:db8::/32"), 2, 32)], reading.Vrps.AsEnumerable());
        Assert.Empty(reading.Aspas);
    }

    [Theory]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}, {"asn": -1, "prefix": "10.0.0.0/16"}]}""", "roas[1]: no AS number")]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}, {"prefix": "10.0.0.0/16"}]}""", "roas[1]: no AS number")]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}, {"asn": 1, "prefix": "10.0.0.1/16"}]}""", "roas[1]: ")]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}, {"asn": 1, "prefix": "10.0.0.0/16", "maxLength": 15}]}""", "maximum length")]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}], "aspas": [{"customer_asid": 3, "providers": ["x"]}]}""", "aspas[0]")]
    [InlineData("AS1,10.0.0.0/16,16\nAS1,10.0.0.0/16\n", "fewer than three")]
    [InlineData("AS1,10.0.0.0/16,16\nAS1,10.0.0.0/16,33\n", "maximum length")]
    public void Bad_entry_refuses_the_file_or_is_left_out(string text, string problem)
    {
        var refused = RpkiReading.Read(Packed.Plain(text));
        var tolerated = RpkiReading.Read(Packed.Plain(text), new() { Tolerant = true });

        Assert.True(refused.Refused);
        Assert.Contains(problem, Assert.Single(refused.Errors).Problem);
        Assert.Equal(1, tolerated.BadEntries);
        Assert.Single(tolerated.Vrps);
    }

    [Theory]
    [InlineData("""{"roas": [{"asn": 1, "prefix": "10.0.0.0/16"}""")]
    [InlineData("""{"roas": [}""")]
    [InlineData("""{"roas": []}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public void What_is_cut_broken_or_empty_is_refused_in_both_modes(string text)
    {
        Assert.True(RpkiReading.Read(Packed.Plain(text), new() { Tolerant = true }).Refused);
        Assert.True(RpkiReading.Read(Packed.Plain(text)).Refused);
    }

    [Fact]
    public void Endless_string_and_too_many_entries_are_refused()
    {
        Assert.Contains("longer than", RpkiReading.Read(Packed.Plain("{\"roas\": [{\"ta\": \"" + new string('x', 3_000_000) + "\"}]}")).Errors[0].Problem);
        Assert.Contains("more than 1 entries", RpkiReading.Read(Packed.Plain(Json), new() { MaxEntries = 1, Tolerant = true }).Errors[0].Problem);
    }

    [Theory]
    [InlineData("10.0.0.1", OriginConfidence.Confirmed, "1")]   // announced by 1, signed for 1
    [InlineData("10.0.9.1", OriginConfidence.Confirmed, "1")]   // its more specific is signed for another, but nobody announces that
    [InlineData("10.1.0.1", OriginConfidence.Table, "2")]       // nothing signed
    [InlineData("10.2.0.1", OriginConfidence.Rpki, "3")]        // nothing announced
    [InlineData("10.3.0.1", OriginConfidence.Conflict, "4")]    // announced by 4, signed for 5
    [InlineData("10.4.0.1", OriginConfidence.Confirmed, "6")]   // announced by 6 and 7, signed for 6
    [InlineData("10.5.0.1", OriginConfidence.Ambiguous, "8,9")] // announced by two, signed for nobody
    [InlineData("10.6.0.1", OriginConfidence.Table, "10")]      // signed as announced by nobody, which never counts
    [InlineData("10.7.5.1", OriginConfidence.Confirmed, "11")]  // announced longer than the maximum length allows
    [InlineData("10.8.0.1", OriginConfidence.Unmapped, "")]
    [InlineData("2001:db8::1", OriginConfidence.Confirmed, "1")]
    public void Routing_table_and_rpki_are_judged_together(string address, OriginConfidence confidence, string asns)
    {
        var announced = new (string, uint)[]
        {
            ("10.0.0.0/16", 1), ("10.1.0.0/16", 2), ("10.3.0.0/16", 4), ("10.4.0.0/16", 6), ("10.4.0.0/16", 7),
            ("10.5.0.0/16", 8), ("10.5.0.0/16", 9), ("10.6.0.0/16", 10), ("10.7.5.0/24", 11), ("2001:db8::/32", 1),
        };
        var signed = new (string, uint)[]
        {
            ("10.0.0.0/16", 1), ("10.0.9.0/24", 99), ("10.2.0.0/16", 3), ("10.3.0.0/16", 5), ("10.4.0.0/16", 6), ("10.6.0.0/16", 0), ("10.7.0.0/16", 11), ("10.7.4.0/22", 12),
            ("2001:db8::/32", 1), ("10.8.0.0/16", 0),
        };
        var origins = announced.Select(o => new Origin(Prefix.Parse(o.Item1), o.Item2)).ToList();
        var vrps = signed.Select(v => new Vrp(Prefix.Parse(v.Item1), v.Item2, 24)).ToList();

        foreach (var table in (OriginTable[])[OriginTable.Of(origins, vrps), OriginTable.Of(origins).WithRpki(vrps)])
        {
            var answer = table.Find(Prefix.Parse(address));
            Assert.Equal(confidence, answer.Confidence);
            Assert.Equal(asns, string.Join(',', answer.Asns));
        }
    }
}
