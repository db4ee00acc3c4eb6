using Dots.Addressing;

namespace Conformance.Tests.Mutations;

/// <summary>The witness of the mutation run sees an escape.</summary>
public sealed class WitnessTests
{
    private readonly Witness _witness = new(asker => asker == "op1" ? new PrefixSet([Prefix.Parse("192.0.2.0/24")]) : null);

    [Fact]
    public void Target_inside_the_askers_own_space_is_none()
    {
        _witness.See("op1:a/op2", [Prefix.Parse("192.0.2.7")]);

        Assert.Empty(_witness.Escapes);
        Assert.Equal(1, _witness.Seen);
    }

    [Theory]
    [InlineData("op1:a/op2", "198.51.100.7")]
    [InlineData("op1:a/op2", "192.0.0.0/16")]
    [InlineData("op9:a/op2", "192.0.2.7")]
    public void Target_that_is_not_the_askers_is_one(string engagement, string target)
    {
        _witness.See(engagement, [Prefix.Parse("192.0.2.1"), Prefix.Parse(target)]);

        Assert.NotEmpty(_witness.Escapes);
    }

    [Fact]
    public void No_target_is_one()
    {
        _witness.See("op1:a/op2", []);

        Assert.NotEmpty(_witness.Escapes);
    }
}
