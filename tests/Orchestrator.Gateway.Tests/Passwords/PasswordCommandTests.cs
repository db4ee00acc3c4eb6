using Dots.Transport.Passwords;
using Hosting;
using Orchestrator.Gateway.Passwords;

namespace Orchestrator.Gateway.Tests.Passwords;

public sealed class PasswordCommandTests
{
    [Fact]
    public void What_is_written_fits_what_was_read()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(Executable.Well, PasswordCommand.Hash(new StringReader("a long password\n"), output, errors));

        Assert.True(PasswordHash.Parse(output.ToString().TrimEnd())!.Verify("a long password"));
        Assert.Equal("", errors.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("a long\tpassword")]
    public void What_is_no_good_password_is_refused_and_not_repeated(string password)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(Executable.BadSettings, PasswordCommand.Hash(new StringReader(password), output, errors));

        Assert.Equal("", output.ToString());
        Assert.Contains("12 to 256 characters", errors.ToString(), StringComparison.Ordinal);
    }
}
