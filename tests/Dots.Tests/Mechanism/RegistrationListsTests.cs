using Dots.Addressing;
using Dots.Mechanism;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class RegistrationListsTests
{
    private static readonly PrefixSet Own = new([Prefix.Parse("192.0.2.0/24")]);

    [Theory]
    [InlineData("""{"source_ip":"203.0.113.0/24"}""", """{"source_ip":"203.0.113.0/24"}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24"}""", """{"protocol":"udp"}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24","protocol":"udp"}""", """{"source_ip":"203.0.113.7","source_port":"53"}""")]
    [InlineData("""{"source_port":"1-100"}""", """{"source_port":"50-200"}""")]
    [InlineData("""{"destination_ip":"192.0.2.0/25","TTL":"5,6"}""", """{"TTL":"6,7"}""")]
    [InlineData("""{"tcp_flags":2}""", """{"tcp_flags":16}""")]
    [InlineData("""{"length":"64-512"}""", """{"length":"500-1500"}""")]
    [InlineData("""{"destination_port":"80,443"}""", """{"destination_port":"443-444"}""")]
    [InlineData("""{"ip_flags":2,"TTL":"5"}""", """{"ip_flags":2,"protocol":"udp"}""")]
    [InlineData("""{"ip_flags":2}""", """{"destination_port":"443"}""")]
    public void Entries_that_match_the_same_traffic_equally_closely_conflict_and_both_are_named(string accepted, string dropped)
    {
        var refusal = RegistrationLists.CheckTogether(Registration(accepted, dropped));

        Assert.Equal((409, 6), (refusal!.Status, refusal.ErrorReason));
        Assert.Contains("white_list[0]", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("black_list[0]", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"source_ip":"203.0.113.0/24"}""", """{"source_ip":"203.0.113.7"}""")]
    [InlineData("""{"source_ip":"203.0.113.7"}""", """{"source_ip":"203.0.113.0/24"}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24","protocol":"tcp"}""", """{"source_ip":"203.0.113.0/24"}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24"}""", """{"source_ip":"198.51.100.0/24"}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24"}""", """{"source_ip":"2001:db8::/32"}""")]
    [InlineData("""{"source_port":"1-100"}""", """{"source_port":"101-200"}""")]
    [InlineData("""{"protocol":"tcp"}""", """{"protocol":"udp"}""")]
    [InlineData("""{"DSCP":1}""", """{"DSCP":2}""")]
    [InlineData("""{"length":"64-512"}""", """{"length":"513-1500"}""")]
    [InlineData("""{"length":"64-512"}""", """{"length":"0-1500"}""")]
    [InlineData("""{"destination_port":"80,443"}""", """{"destination_port":"444,8080"}""")]
    [InlineData("""{"destination_port":"80"}""", """{"destination_port":"80,443"}""")]
    [InlineData("""{"ip_flags":2}""", """{"ip_flags":1}""")]
    [InlineData("""{"ip_flags":2,"protocol":"udp"}""", """{"ip_flags":2}""")]
    [InlineData("""{"source_ip":"203.0.113.0/24","tcp_flags":18}""", """{"source_ip":"203.0.113.0/24","tcp_flags":2}""")]
    public void Entries_of_which_one_is_narrower_or_that_never_meet_do_not_conflict(string accepted, string dropped) =>
        Assert.Null(RegistrationLists.CheckTogether(Registration(accepted, dropped)));

    [Theory]
    [InlineData("""{"destination_ip":"192.0.2.0/23","source_ip":"203.0.113.7"}""")]
    [InlineData("""{"destination_ip":"198.51.100.1","source_ip":"203.0.113.7"}""")]
    public void Entry_that_reaches_outside_is_403_and_named_in_either_list(string entry)
    {
        foreach (var (list, registration) in new[] { ("white_list[0]", Registration(entry, null)), ("black_list[0]", Registration(null, entry)) })
        {
            var refusal = RegistrationLists.CheckEach(registration, Own);

            Assert.Equal((403, 255), (refusal!.Status, refusal.ErrorReason));
            Assert.Contains(list, refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"destination_ip":"192.0.2.1"}""")]
    [InlineData("""{"name":"everything"}""")]
    [InlineData("""{"source_ip":"0.0.0.0/0","destination_port":"0-65535","protocol":"all"}""")]
    public void Drop_entry_of_a_destination_alone_is_refused_and_accept_entry_is_not(string entry)
    {
        var refusal = RegistrationLists.CheckEach(Registration(null, entry), Own);

        Assert.Equal((500, 1), (refusal!.Status, refusal.ErrorReason));
        Assert.Contains("blackhole", refusal.Detail, StringComparison.Ordinal);
        Assert.Null(RegistrationLists.CheckEach(Registration(entry, null), Own));
    }

    [Fact]
    public void Lists_and_entries_are_bounded()
    {
        string Many(int n) => string.Join(',', Enumerable.Range(0, n).Select(i => $$"""{"source_ip":"203.0.113.{{i % 256}}"}"""));

        Assert.Null(RegistrationLists.CheckEach(Registration(Many(RegistrationLists.MaximumEntries), null), Own));
        Assert.Equal(400, RegistrationLists.CheckEach(Registration(Many(RegistrationLists.MaximumEntries + 1), null), Own)!.Status);
        Assert.Equal(400, RegistrationLists.CheckEach(Registration($$"""{"source_port":"{{string.Join(',', Enumerable.Range(1, RegistrationLists.MaximumValues + 1))}}"}""", null), Own)!.Status);
    }

    [Fact]
    public void Entry_is_narrowed_to_the_destinations_it_touches_and_never_widened()
    {
        var entry = Registration("""{"source_ip":"203.0.113.7","destination_ip":"192.0.2.0/25"}""", null).WhiteList.Single();

        Assert.Equal(
            ["192.0.2.1/32", "192.0.2.0/25"],
            entry.For([Prefix.Parse("192.0.2.1"), Prefix.Parse("192.0.2.200"), Prefix.Parse("192.0.2.0/24"), Prefix.Parse("2001:db8::1")]).Select(e => e.DestinationIp!.Value.ToString()));
        Assert.All(entry.For([Prefix.Parse("192.0.2.1")]), e => Assert.Equal("203.0.113.7/32", e.SourceIp!.Value.ToString()));
        Assert.Equal(["2001:db8::1/128"], new FilterEntry { Protocols = [17] }.For([Prefix.Parse("2001:db8::1")]).Select(e => e.DestinationIp!.Value.ToString()));
    }

    private static Registration Registration(string? accepted, string? dropped) =>
        Accepted<Registration>(Bodies.Registration($"\"white_list\":[{accepted}],\"black_list\":[{dropped}]", version: "v4,v6"));
}
