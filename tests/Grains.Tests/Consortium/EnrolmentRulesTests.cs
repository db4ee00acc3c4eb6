using Grains.Consortium;
using Grains.Identity;

namespace Grains.Tests.Consortium;

/// <summary>A token makes exactly one key a member's, whatever is lost or repeated on the way (seeds/003, ancillary use cases).</summary>
public sealed class EnrolmentRulesTests
{
    private static readonly EnrolmentToken Token = new("token-hash", "op1", MemberKind.Operator, Registry.Now.AddHours(1));

    [Fact]
    public void Token_is_good_for_one_key_and_again_for_the_same_one()
    {
        var enrolled = Minted().Then(Enrol("key-1"));

        Assert.Contains("key-1", Keys(enrolled, "op1"));
        Assert.Empty(enrolled.Decide(Enrol("key-1")));
        Assert.Contains("used for another key", enrolled.Refused(Enrol("key-2")), StringComparison.Ordinal);
        Assert.DoesNotContain("key-2", Keys(enrolled, "op1"));
    }

    [Fact]
    public void Token_that_is_unknown_or_expired_is_refused_alike()
    {
        var unknown = Registry.State.Refused(Enrol("key-1"));

        Assert.Equal(unknown, Minted().Refused(Enrol("key-1"), Token.Until));
        Assert.StartsWith("no-token", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Member_that_does_not_exist_becomes_a_pending_one_and_stays_over_the_file()
    {
        var enrolled = Registry.State.Then(Mint(Token with { Member = "op9" })).Then(Enrol("key-9"));

        Assert.Equal((MemberState.Pending, MemberKind.Operator), (enrolled.Members["op9"].State, enrolled.Members["op9"].Kind));
        Assert.Equal("op9", enrolled.Owner("key-9")?.Id);
        Assert.Empty(enrolled.Decide(Registry.Reads(m => m)));
    }

    [Fact]
    public void Enrolled_key_stays_when_the_file_changes_the_member_and_goes_with_it()
    {
        var enrolled = Minted().Then(Enrol("key-1"));

        var changed = enrolled.Then(Registry.Reads(m => m.Id == "op1" ? m with { Noc = "other" } : m));
        Assert.Contains("key-1", Keys(changed, "op1"));
        var removed = changed.Then(new ConsortiumCommand.Replace(Registry.File with { Members = Registry.File.Members.RemoveAt(0) }, "consortium.json"));
        Assert.Null(removed.Owner("key-1"));
        Assert.Empty(removed.Tokens);
    }

    [Fact]
    public void Key_that_the_file_gives_to_another_member_is_that_members()
    {
        var moved = Minted().Then(Enrol("key-1")).Then(Registry.Reads(m => m.Id == "op2" ? m with { Keys = m.Keys.Add("key-1") } : m));

        Assert.Equal("op2", moved.Owner("key-1")?.Id);
        Assert.DoesNotContain("key-1", Keys(moved, "op1"));
        Assert.StartsWith("invalid", Registry.State.Then(Mint(Token)).Refused(Enrol("op2-key")), StringComparison.Ordinal);
    }

    [Fact]
    public void Suspended_member_enrols_nothing()
    {
        var suspend = new ConsortiumCommand.Suspend(Registry.Administrator, "op1", "hacked");

        Assert.StartsWith("not-allowed", Minted().Then(suspend).Refused(Enrol("key-1")), StringComparison.Ordinal);
        Assert.StartsWith("invalid", Registry.State.Then(suspend).Refused(Mint(Token)), StringComparison.Ordinal);
    }

    [Fact]
    public void Own_administrator_mints_and_removes_for_its_own_member_only()
    {
        Assert.Single(Registry.State.Decide(Mint(Token) with { By = Registry.OwnAdministrator }));
        Assert.StartsWith("not-allowed", Registry.State.Refused(Mint(Token with { Member = "op2" }) with { By = Registry.OwnAdministrator }), StringComparison.Ordinal);
        Assert.StartsWith("not-allowed", Registry.State.Refused(Mint(Token) with { By = Registry.Approver }), StringComparison.Ordinal);
        Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.RemoveKey(Registry.OwnAdministrator, "op2", "op2-key", "why")), StringComparison.Ordinal);
    }

    [Fact]
    public void Removed_key_is_nobodys_be_it_of_the_file_or_enrolled()
    {
        var enrolled = Minted().Then(Enrol("key-1"));

        Assert.Null(enrolled.Then(new ConsortiumCommand.RemoveKey(Registry.OwnAdministrator, "op1", "key-1", "lost")).Owner("key-1"));
        var gone = enrolled.Then(new ConsortiumCommand.RemoveKey(Registry.Administrator, "op1", "op1-key", "stolen"));
        Assert.Null(gone.Owner("op1-key"));
        Assert.Empty(gone.Decide(Registry.Reads(m => m)));
        Assert.StartsWith("invalid", enrolled.Refused(new ConsortiumCommand.RemoveKey(Registry.OwnAdministrator, "op1", "op1-key", "tired")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("op1", 30)]
    [InlineData("op1", 31 * 86400)]
    [InlineData("Op 1", 3600)]
    [InlineData("../op1", 3600)]
    public void Token_with_a_bad_member_or_lifetime_is_refused(string member, int seconds) =>
        Assert.StartsWith("invalid", Registry.State.Refused(Mint(Token with { Member = member, Until = Registry.Now.AddSeconds(seconds) })), StringComparison.Ordinal);

    [Fact]
    public void Number_of_tokens_is_bounded_and_expired_ones_make_room()
    {
        var full = Enumerable.Range(0, EnrolmentRules.MaximumTokens).Aggregate(Registry.State, (state, i) => state.Then(Mint(Token with { Hash = $"hash-{i}" })));

        Assert.StartsWith("full", full.Refused(Mint(Token)), StringComparison.Ordinal);
        var later = full.Then(Mint(Token with { Until = Token.Until.AddHours(2) }), Token.Until);
        Assert.Single(later.Tokens);
    }

    private static ConsortiumCommand.Mint Mint(EnrolmentToken token) => new(Registry.Administrator, token, "new router");

    private static ConsortiumCommand.Enrol Enrol(string key) => new("token-hash", key, "192.0.2.99");

    private static ConsortiumState Minted() => Registry.State.Then(Mint(Token));

    private static IEnumerable<string> Keys(ConsortiumState state, string member) => state.WithEnrolledKeys().Single(m => m.Id == member).Keys;
}
