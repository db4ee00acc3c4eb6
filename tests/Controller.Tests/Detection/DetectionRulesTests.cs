using Controller.Detection;
using Dots.Addressing;

namespace Controller.Tests.Detection;

public sealed class DetectionRulesTests
{
    [Fact]
    public void Narrowest_zone_holds()
    {
        var rules = DetectionRules.Parse("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 1 }, { "zone": "192.0.2.1/32", "pps": 2, "hold_s": 0 } ] }""");

        Assert.Equal((2, TimeSpan.Zero), (rules.For(Prefix.Parse("192.0.2.1/32"))!.Pps, rules.For(Prefix.Parse("192.0.2.1/32"))!.Hold));
        Assert.Equal((1, TimeSpan.FromSeconds(120), 0.7), (rules.For(Prefix.Parse("192.0.2.2/32"))!.Pps, rules.For(Prefix.Parse("192.0.2.2/32"))!.Calm, rules.For(Prefix.Parse("192.0.2.2/32"))!.CalmShare));
        Assert.Null(rules.For(Prefix.Parse("203.0.113.1/32")));
    }

    [Theory]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.1/24", "pps": 1 } ] }""", "rules[0].zone")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24" } ] }""", "at least one of pps")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 0 } ] }""", "rules[0]")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 1, "action": "blackhole" } ] }""", "a machine blackholes nobody")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 1, "calm_percent": 101 } ] }""", "calm_percent")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 1, "clam_s": 1 } ] }""", "clam_s")]
    [InlineData("""{ "rules": [ { "zone": "192.0.2.0/24", "pps": 1 }, { "zone": "192.0.2.0/24", "pps": 2 } ] }""", "192.0.2.0/24 is there twice")]
    public void Wrong_file_is_refused_and_names_what_is_wrong(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => DetectionRules.Parse(text)).Message, StringComparison.Ordinal);
}
