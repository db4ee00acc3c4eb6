using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Support;

namespace Grains.Tests.Consortium;

/// <summary>Two unrelated claims to one zone: nobody blackholes in it until an administrator has decided (design, section 5).</summary>
public sealed class DisputeTests
{
    private static readonly Prefix Zone = Prefix.Parse("192.0.2.0/25");

    [Fact]
    public void Claim_of_somebody_unrelated_is_a_dispute_and_one_of_ones_own_operator_or_customer_is_none()
    {
        Assert.True(Index(("op2", "192.0.2.0/25")).IsDisputed(Prefix.Parse("192.0.2.1")));
        Assert.False(Index(("op2", "192.0.2.0/25")).IsDisputed(Prefix.Parse("192.0.2.129")));
        Assert.True(Index(("op2", "192.0.2.1/32")).IsDisputed(Prefix.Parse("192.0.2.0/24")));
        Assert.False(Index(("customer1", "192.0.2.0/25")).IsDisputed(Prefix.Parse("192.0.2.1")));
        Assert.True(Index(("op2", "10.0.0.0/8"), ("op3", "10.1.0.0/16")).IsDisputed(Prefix.Parse("10.1.2.3")));
        Assert.False(Index(("op2", "10.0.0.0/8")).IsDisputed(Prefix.Parse("10.1.2.3")));
    }

    [Fact]
    public void Both_sides_see_it()
    {
        var index = Index(("op2", "192.0.2.0/25"));

        Assert.Equal("op1", index.Disputes(index.Find("op2")!, Zone)?.Id);
        Assert.Equal("op2", index.Disputes(index.Find("op1")!, Zone)?.Id);
        Assert.Null(index.Disputes(index.Find("op1")!, Prefix.Parse("192.0.2.128/25")));
    }

    [Fact]
    public async Task Claim_is_read_back_after_a_restart_and_its_refusal_stays()
    {
        using var folder = new TempFolder();
        var world = await Claimed(folder);
        Assert.Equal(RefusalReason.ActionNotSupported, (await Blackhole(world))?.Reason);

        world = await world.Restart();
        Assert.Equal(RefusalReason.ActionNotSupported, (await Blackhole(world))?.Reason);
        Assert.Null((await world.Ask(request: GrainsWorld.Request(), alert: new string('1', 64))).Refused);
        Assert.Null(await world.Registry.DecideClaim(GrainsWorld.As("admin1"), "op2", Zone, granted: false, "RIPE says op1"));
        await world.View.Refresh();
        Assert.Null(await Blackhole(world));

        world = await world.Restart();
        await using (world)
        {
            Assert.Null(await Blackhole(world));
            Assert.True(world.View.Current.ClaimRefused("op2", Prefix.Parse("192.0.2.64/26")));
            Assert.False(world.View.Current.ClaimRefused("op3", Zone));
        }
    }

    [Theory]
    [InlineData(MemberState.Suspended, false)]
    [InlineData(MemberState.Pending, true)]
    public async Task Claim_counts_unless_its_member_is_suspended(MemberState state, bool counts)
    {
        await using var world = await Claimed();
        await Replace(world, m => m.Id == "op2" ? m with { State = state } : m);

        Assert.Equal(counts, await Blackhole(world) is not null);
    }

    [Fact]
    public async Task Zone_that_is_approved_for_both_is_shared_and_no_longer_disputed()
    {
        await using var world = await Claimed();
        await Replace(world, m => m.Id == "op2" ? m with { Zones = m.Zones.Add(Zone) } : m);

        Assert.Null(await Blackhole(world));
    }

    [Fact]
    public async Task Target_whose_proof_was_not_recorded_is_never_blackholed()
    {
        await using var world = await GrainsWorld.Start();
        await Register(world, "op1", []);
        await Replace(world, m => m.Id == "op1" ? m with { Evidence = " " } : m);
        Assert.Contains("proven", (await Blackhole(world))!.Detail, StringComparison.Ordinal);

        await Replace(world, m => m);

        Assert.Null(await Blackhole(world));
    }

    private static async Task<GrainsWorld> Claimed(TempFolder? folder = null)
    {
        var world = await GrainsWorld.Start(folder);
        await Register(world, "op1", []);
        await Register(world, "op2", [Zone]);
        await world.Registry.Claimed("op2", [Zone]);
        await world.View.Refresh();
        return world;
    }

    private static async Task Register(GrainsWorld world, string member, ImmutableArray<Prefix> claims) =>
        Assert.Null(await world.Grains.GetGrain<ICustomerGrain>(member).Register(GrainsWorld.As(member), new RegistrationRecord
        {
            CustomerName = member, Zones = [.. GrainsWorld.Consortium.Members.Single(m => m.Id == member).Zones, .. claims], Claims = claims,
            Countermeasures = [HelpAction.Mitigation, HelpAction.Blackhole], At = DateTimeOffset.UnixEpoch,
        }));

    private static async Task<Refused?> Blackhole(GrainsWorld world)
    {
        var alert = Guid.NewGuid().ToString("n") + Guid.NewGuid().ToString("n");
        return (await world.Ask(request: GrainsWorld.Request(action: HelpAction.Blackhole), alert: alert)).Refused;
    }

    private static async Task Replace(GrainsWorld world, Func<Member, Member> change)
    {
        await world.Registry.Replace(GrainsWorld.Consortium with { Members = [.. GrainsWorld.Consortium.Members.Select(change)] }, "test");
        await world.View.Refresh();
    }

    private static ConsortiumIndex Index(params (string Member, string Zone)[] claims) => new(new ConsortiumSnapshot
    {
        Members = GrainsWorld.Consortium.Members, Claims = [.. claims.Select(c => new Claim(c.Member, Prefix.Parse(c.Zone)))],
    });
}
