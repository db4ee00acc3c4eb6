using System.Text;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Tests.Orders;

public sealed class HeldOrderJsonTests
{
    [Fact]
    public void Everything_known_of_an_order_is_stored()
    {
        var attack = new AttackDescription { Info = new() { AttackTypes = ["syn_flood"], Ongoing = true }, Vendor = new() { Name = "example", Payload = new() { Content = [1] } } };
        var order = Given.Active with
        {
            Terms = new(
                new()
                {
                    Destinations = [Prefix.Parse("192.0.2.1/32"), Prefix.Parse("2001:db8::/128")], Sources = [Prefix.Parse("198.51.100.0/24")],
                    SourcePorts = [new(53, 53), new(1024, 65535)], DestinationPorts = [new(80, 80)], Protocols = [6, 17],
                    TcpFlags = [TcpFlags.SYN | TcpFlags.ACK, TcpFlags.None], Fragments = [FragmentFlags.IsFragment | FragmentFlags.Last], PacketLengths = [new(40, 1500)],
                    IcmpTypes = [8], IcmpCodes = [0], Dscps = [46], Ttls = [255],
                },
                MitigationAction.Flowspec, Treatment.Drop, [Prefix.Parse("8.8.8.8/32")], [Prefix.Parse("203.0.113.0/24")]) { Engagement = Given.Besides, Attack = attack },
            Decline = DeclineCode.Capacity, Outcome = OrderOutcome.Exhausted, Reason = "full",
            Waiting = new(2, Given.OtherTerms, Given.End, Given.Now, "changed lately"), ChangedAt = Given.Now, Approved = true, ByHand = true,
        };

        var read = HeldOrderJson.Read(HeldOrderJson.Write(order));

        Assert.Equal(order, read);
        Assert.Equal(MechanismCodec.Encode(Given.Besides), MechanismCodec.Encode(read.Terms!.Engagement!));
        Assert.Equal(MechanismCodec.Encode(attack), MechanismCodec.Encode(read.Terms.Attack!));
    }

    [Fact]
    public void Order_stored_before_its_engagement_was_kept_can_be_read()
    {
        var read = HeldOrderJson.Read(
            """
            {"schemaVersion":1,"order":{"engagement":"mit-9f3c/op2","alert":"a1","revision":1,"termsRevision":1,"terms":{"match":{"dst_ip":["192.0.2.1/32"],"src_ips":["198.51.100.7/32"]},
            "action":"mitigation","treatment":"drop","exceptions":[],"drops":[]},"notAfter":"2026-11-20T04:00:00+00:00","rememberUntil":"2026-11-20T04:01:00+00:00","phase":"active","confirmed":true,"outcome":"none"}}
            """u8);

        Assert.Equal(Given.Active, read);
    }

    [Fact]
    public void Stored_order_says_its_schema_and_no_type_of_the_program()
    {
        var text = Encoding.UTF8.GetString(HeldOrderJson.Write(Given.Declined));

        Assert.StartsWith("""{"schemaVersion":1,"order":{"engagement":"mit-9f3c/op2",""", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Controller", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"order":{}}""")]
    [InlineData("""{"schemaVersion":1}""")]
    [InlineData("""{"schemaVersion":1,"order":{"terms":{"match":{"dst_ip":["x"]}}}}""")]
    [InlineData("""{"schemaVersion":1,"order":{"phase":1}}""")]
    [InlineData("nothing")]
    public void What_was_not_written_by_this_version_is_not_guessed_at(string text) =>
        Assert.Throws<InvalidDataException>(() => HeldOrderJson.Read(Encoding.UTF8.GetBytes(text)));
}
