using System.Security.Cryptography;
using Dots.Transport.Passwords;

namespace Dots.Transport.Tests.Passwords;

public sealed class PasswordHashTests
{
    private const int Iterations = 100_000;

    [Fact]
    public void Password_fits_its_own_hash_and_no_other()
    {
        var hash = PasswordHash.Make("correct horse", Iterations);

        Assert.True(PasswordHash.Parse(hash.Text)!.Verify("correct horse"));
        Assert.False(hash.Verify("correct horsE"));
        Assert.NotEqual(hash.Text, PasswordHash.Make("correct horse", Iterations).Text);
        Assert.DoesNotContain(hash.Text, hash.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_PBKDF2_with_HMAC_SHA_256_as_anybody_can_compute_it()
    {
        var salt = "0123456789abcdef"u8.ToArray();
        var derived = Rfc2898DeriveBytes.Pbkdf2("secret"u8, salt, Iterations, HashAlgorithmName.SHA256, 32);

        Assert.True(PasswordHash.Parse($"pbkdf2-sha256${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(derived)}")!.Verify("secret"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("pbkdf2-sha1$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("pbkdf2-sha256$99999999$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("pbkdf2-sha256$100000$MDEy$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("pbkdf2-sha256$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEy")]
    [InlineData("pbkdf2-sha256$100000$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=$")]
    public void Weak_or_malformed_text_is_not_taken(string text) => Assert.Null(PasswordHash.Parse(text));
}
