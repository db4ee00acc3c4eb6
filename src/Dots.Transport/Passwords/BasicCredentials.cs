using System.Text;

namespace Dots.Transport.Passwords;

/// <summary>User and password of HTTP Basic authentication (RFC 7617), in UTF-8.</summary>
public sealed record BasicCredentials(string User, string Password)
{
    internal const string Scheme = "Basic";
    internal const string Challenge = "Basic realm=\"dots\", charset=\"UTF-8\"";
    private const int MaxLength = 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The value of the Authorization field.</summary>
    internal string Header => $"{Scheme} {Convert.ToBase64String(Strict.GetBytes($"{User}:{Password}"))}";

    /// <summary>Reads the value of an Authorization field.</summary>
    /// <param name="fault">What is wrong with it, for the peer; never any of what it holds.</param>
    internal static BasicCredentials? Read(string? field, out string fault)
    {
        fault = "";
        if (field is null)
            fault = "the Authorization header is missing";
        else if (field.Length > MaxLength)
            fault = $"the Authorization header is longer than {MaxLength} characters";
        else if (!field.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase))
            fault = "the Authorization header is not of the scheme Basic";
        else if (Decode(field.AsSpan(Scheme.Length).Trim(' ')) is not { } text)
            fault = "the Authorization header is not base64 of UTF-8 without control characters";
        else if (text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            fault = "the Authorization header does not hold a user and a password";
        else
            return new BasicCredentials(text[..colon], text[(colon + 1)..]);
        return null;
    }

    // Not the generated one: a password must not get into a log by accident.
    public override string ToString() => $"user {User}";

    private static string? Decode(ReadOnlySpan<char> coded)
    {
        var bytes = new byte[coded.Length];
        if (!Convert.TryFromBase64Chars(coded, bytes, out var length))
            return null;
        try
        {
            var text = Strict.GetString(bytes, 0, length);
            return text.Any(char.IsControl) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
