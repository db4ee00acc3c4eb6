using Dots.Transport.Signatures;

namespace Dots.Transport.Tests.Signatures;

/// <summary>Dictionaries of structured fields (RFC 9651), read strictly.</summary>
public sealed class StructuredReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a=1")]
    [InlineData("a=-999999999999999")]
    [InlineData("a=123456789012.125")]
    [InlineData("a=\"text \\\"quoted\\\" \\\\\"")]
    [InlineData("a=token/with:more")]
    [InlineData("a=:AQID:")]
    [InlineData("a=::")]
    [InlineData("a=?0;b;c=?1")]
    [InlineData("a=();b=1, c=(\"x\" \"y\";z);d=:AA==:")]
    [InlineData("a=1 ,\t b=2")]
    [InlineData("*a-b_c.d=( \"x\"  \"y\" )")]
    public void Good_ones_are_read(string text) => Assert.NotNull(StructuredReader.Dictionary(text));

    [Theory]
    [InlineData("A=1")]
    [InlineData("a=")]
    [InlineData("a=1,")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=1 b=2")]
    [InlineData("a=1;")]
    [InlineData("a=1;B")]
    [InlineData("a=1, a=2")]
    [InlineData("a=1;b;b")]
    [InlineData("a=01")]
    [InlineData("a=-0")]
    [InlineData("a=-")]
    [InlineData("a=1.")]
    [InlineData("a=1.1234")]
    [InlineData("a=1234567890123456")]
    [InlineData("a=\"open")]
    [InlineData("a=\"bad \\x\"")]
    [InlineData("a=\"\u0001\"")]
    [InlineData("a=\"\u00e9\"")]
    [InlineData("a=:AQI")]
    [InlineData("a=:AQI:")]
    [InlineData("a=:AQJ=:")]
    [InlineData("a=:A Q==:")]
    [InlineData("a=?2")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\"")]
    [InlineData("a=((\"x\"))")]
    [InlineData("a=@1659578233")]
    public void Bad_ones_are_not(string text) => Assert.Null(StructuredReader.Dictionary(text));

    [Fact]
    public void What_is_too_much_of_anything_is_not_read()
    {
        Assert.Null(StructuredReader.Dictionary(string.Join(',', Enumerable.Range(0, 9).Select(i => $"a{i}"))));
        Assert.Null(StructuredReader.Dictionary($"a=({string.Join(' ', Enumerable.Repeat("1", 33))})"));
        Assert.Null(StructuredReader.Dictionary("a" + string.Concat(Enumerable.Range(0, 17).Select(i => $";b{i}"))));
        Assert.Null(StructuredReader.Dictionary($"a=\"{new string('x', StructuredReader.MaxLength)}\""));
    }

    [Theory]
    [InlineData("dots=(\"@method\";req);created=1", "without parameters")]
    [InlineData("dots=(\"@method\" \"@method\");created=1", "each once")]
    [InlineData("dots=(\"date\\\"\");created=1", "component names")]
    [InlineData("dots=(method);created=1", "component names")]
    [InlineData("dots=1", "list of component names")]
    [InlineData("sig1=()", "labelled dots")]
    [InlineData("dots=(", "not a dictionary")]
    public void Input_that_is_no_list_of_plain_components_is_refused(string input, string why)
    {
        Assert.Null(MessageSignature.Read(input, $"dots=:{Convert.ToBase64String(new byte[64])}:", out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }
}
