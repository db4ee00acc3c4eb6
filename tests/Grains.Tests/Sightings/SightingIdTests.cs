using Grains.Sightings;

namespace Grains.Tests.Sightings;

public sealed class SightingIdTests
{
    private static readonly string Alert = new('a', 64), Nonce = new('0', 16);

    [Fact]
    public void Id_names_its_mitigation_and_no_two_are_alike()
    {
        var id = SightingId.New(Given.Key);

        Assert.True(SightingId.TryParse(id.ToString(), out var read));
        Assert.Equal((id, Given.Key), (read, read.Mitigation));
        Assert.NotEqual(id, SightingId.New(Given.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s-1")]
    [InlineData("/sighting/")]
    [InlineData(":/sighting/")]
    [InlineData("{0}/sighting/{1}")]
    [InlineData(":{0}/sighting/{1}")]
    [InlineData("op1:{0}")]
    [InlineData("op1:{0}/op2")]
    [InlineData("op1:{0}/sighting/")]
    [InlineData("op1:{0}/sighting/{1}0")]
    [InlineData("op1:{0}/sighting/000000000000000A")]
    [InlineData("op1:{0}a/sighting/{1}")]
    [InlineData("op1:short/sighting/{1}")]
    [InlineData("op1:{0}/sighting/{1}\n")]
    public void What_nobody_here_has_minted_is_no_id(string text) =>
        Assert.False(SightingId.TryParse(text.Replace("{0}", Alert, StringComparison.Ordinal).Replace("{1}", Nonce, StringComparison.Ordinal), out _));

    [Fact]
    public void Endless_text_is_no_id() => Assert.False(SightingId.TryParse($"{new string('x', 300)}:{Alert}/sighting/{Nonce}", out _));
}
