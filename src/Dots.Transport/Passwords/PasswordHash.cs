using System.Globalization;
using System.Security.Cryptography;

namespace Dots.Transport.Passwords;

/// <summary>
/// A password at rest: <c>pbkdf2-sha256$ITERATIONS$SALT$HASH</c>, salt and hash in base64 (RFC 8018, section 5.2, with HMAC-SHA-256).
/// </summary>
public sealed record PasswordHash
{
    public const int DefaultIterations = 600_000;
    private const int LeastIterations = 100_000;
    private const int MostIterations = 2_000_000;
    private const int LeastSaltBytes = 16;
    private const int HashBytes = 32;
    private const string Name = "pbkdf2-sha256";

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) => (Iterations, _salt, _hash, Text) =
        (iterations, salt, hash, string.Create(CultureInfo.InvariantCulture, $"{Name}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}"));

    public int Iterations { get; }

    public string Text { get; }

    /// <summary>Hashes a password with a fresh salt.</summary>
    public static PasswordHash Make(string password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(LeastSaltBytes);
        return new PasswordHash(iterations, salt, Derive(password, salt, iterations));
    }

    /// <summary>Of nobody: no password fits, and finding that out takes as long as for anybody's.</summary>
    internal static PasswordHash Nobodys { get; } = new(DefaultIterations, RandomNumberGenerator.GetBytes(LeastSaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Reads the text form; null when it is not of that form or asks for more or less work than is accepted.</summary>
    public static PasswordHash? Parse(string text)
    {
        var parts = text.Length <= 256 ? text.Split('$') : [];
        if (parts is not [Name, var count, var salt, var hash] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < LeastIterations or > MostIterations)
            return null;
        Span<byte> salted = stackalloc byte[256], hashed = stackalloc byte[256];
        return Convert.TryFromBase64String(salt, salted, out var saltBytes) && saltBytes >= LeastSaltBytes
            && Convert.TryFromBase64String(hash, hashed, out var hashBytes) && hashBytes == HashBytes
            ? new PasswordHash(iterations, salted[..saltBytes].ToArray(), hashed[..hashBytes].ToArray())
            : null;
    }

    /// <summary>Takes as long as the hash asks for, whatever the password; compares in constant time.</summary>
    public bool Verify(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, _salt, Iterations), _hash);

    public override string ToString() => Name;

    private static byte[] Derive(string password, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
