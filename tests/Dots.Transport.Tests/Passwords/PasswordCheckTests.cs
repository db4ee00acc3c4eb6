using System.Collections.Concurrent;
using System.Net;
using Dots.Transport.Passwords;
using Support;

namespace Dots.Transport.Tests.Passwords;

/// <summary>What wrong passwords cost, and whom.</summary>
public sealed class PasswordCheckTests : IKnownUsers
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.7");

    private readonly ManualTime _time = new();
    private readonly ConcurrentDictionary<string, PasswordHash> _users = new();
    private readonly PasswordCheck _check;

    public PasswordCheckTests()
    {
        _users["noc"] = PasswordHash.Make("right", 100_000);
        _check = new PasswordCheck(this, _time);
    }

    public bool Ready => true;

    public PasswordHash? Find(string user) => _users.GetValueOrDefault(user);

    [Fact]
    public async Task Right_password_is_accepted_and_derived_once_for_a_while()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        Assert.Equal(1, _check.Derived);

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        Assert.Equal(2, _check.Derived);
    }

    [Fact]
    public async Task Changed_password_is_right_no_longer_at_once()
    {
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        _users["noc"] = PasswordHash.Make("other", 100_000);
        Assert.Equal(PasswordOutcome.Wrong, await Outcome("noc", "right", Home));
        _users.Clear();
        Assert.Equal(PasswordOutcome.Wrong, await Outcome("noc", "other", Home));
    }

    [Fact]
    public async Task Unknown_user_is_derived_like_a_known_one_and_answered_the_same()
    {
        Assert.Equal(PasswordOutcome.Wrong, await Outcome("noc", "wrong", Home));
        Assert.Equal(PasswordOutcome.Wrong, await Outcome("nobody", "wrong", Home));
        Assert.Equal(2, _check.Derived);
    }

    [Fact]
    public async Task Wrong_passwords_from_one_address_are_soon_not_looked_at_and_cost_other_addresses_nothing()
    {
        for (var i = 0; i < 10; i++)
            Assert.Equal(PasswordOutcome.Wrong, await Outcome("noc", $"guess {i}", Elsewhere));

        var verdict = await _check.Check(new("noc", "right"), Elsewhere, default);
        Assert.Equal(PasswordOutcome.Throttled, verdict.Outcome);
        Assert.InRange(verdict.Wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        Assert.Equal(10, _check.Derived);
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));

        _time.Advance(verdict.Wait);
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Elsewhere));
    }

    [Fact]
    public async Task Who_was_right_from_an_address_does_not_share_the_budget_of_strangers_there()
    {
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        for (var i = 0; i < 10; i++)
            await Outcome("somebody", $"guess {i}", Home);
        Assert.Equal(PasswordOutcome.Throttled, await Outcome("somebody", "guess", Home));

        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 12; i++)
            await Outcome("somebody", $"guess {i}", Home);
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
    }

    [Fact]
    public async Task All_addresses_of_one_IPv6_network_share_a_budget()
    {
        for (var i = 1; i <= 10; i++)
            Assert.Equal(PasswordOutcome.Wrong, await Outcome("noc", "guess", IPAddress.Parse($"2001:db8::{i}")));
        Assert.Equal(PasswordOutcome.Throttled, await Outcome("noc", "right", IPAddress.Parse("2001:db8::ffff")));
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public async Task Flood_from_many_addresses_is_bounded_and_leaves_who_is_known_alone()
    {
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        _time.Advance(TimeSpan.FromMinutes(6));

        var flood = Enumerable.Range(0, 300).Select(i => Task.Run(() => Outcome("noc", $"guess {i}", new IPAddress([10, 1, (byte)(i >> 8), (byte)i])))).ToArray();
        Assert.Equal(PasswordOutcome.Accepted, await Outcome("noc", "right", Home));
        var outcomes = await Task.WhenAll(flood);

        Assert.DoesNotContain(PasswordOutcome.Accepted, outcomes);
        Assert.Contains(PasswordOutcome.Busy, outcomes);
    }

    private async Task<PasswordOutcome> Outcome(string user, string password, IPAddress from) => (await _check.Check(new(user, password), from, default)).Outcome;
}
