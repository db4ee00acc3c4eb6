using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>Reads certificates and private keys from PEM files (mechanism, section 5).</summary>
public static class KeyFiles
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The first certificate of the file together with its private key.</summary>
    /// <exception cref="KeyFileException">A file is missing or not PEM, the key is not the certificate's, or others than its owner can read the key.</exception>
    public static X509Certificate2 Load(string certificatePath, string keyPath)
    {
        var certificates = ReadText(certificatePath, "certificate", secret: false);
        var key = ReadPrivate(keyPath);
        try
        {
            return X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KeyFileException($"Certificate {certificatePath} and private key {keyPath} cannot be used together: {e.Message}. Both must be PEM, the key unencrypted and the certificate's own", e);
        }
    }

    /// <summary>Every certificate of a PEM file: a bundle of authorities, or a certificate with its intermediates.</summary>
    /// <exception cref="KeyFileException">The file is missing or holds no certificate.</exception>
    public static X509Certificate2Collection LoadCertificates(string path)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(ReadText(path, "certificate", secret: false));
        }
        catch (CryptographicException e)
        {
            throw new KeyFileException($"Certificate file {path} cannot be read: {e.Message}", e);
        }
        return found.Count > 0 ? found : throw new KeyFileException($"Certificate file {path} holds no PEM certificate");
    }

    /// <summary>The first line of a password file that only its owner can read.</summary>
    /// <exception cref="KeyFileException">The file is missing, others than its owner can read it, or its first line is no password.</exception>
    public static string LoadPassword(string path)
    {
        var line = new StringReader(ReadText(path, "password", secret: true)).ReadLine() ?? "";
        return line.Length is > 0 and <= 256 && !line.Any(char.IsControl) ? line : throw new KeyFileException($"Password file {path} must hold the password, 1 to 256 characters, as its first line");
    }

    /// <summary>The text of a private key file that only its owner can read.</summary>
    /// <exception cref="KeyFileException">It is missing, or others than its owner can read it.</exception>
    public static string ReadPrivate(string path) => ReadText(path, "private key", secret: true);

    private static string ReadText(string path, string what, bool secret)
    {
        try
        {
            using var file = File.OpenRead(path);
            // Asked of the open file, not of the path, so that what is checked is what is read.
            if (secret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) is var open and not UnixFileMode.None)
                throw new KeyFileException($"{char.ToUpperInvariant(what[0])}{what[1..]} {path} is open to others than its owner ({open}) and is not used. Make it private (chmod 600 {path}); if others may have read it, make a new {what}");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is not KeyFileException && e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The {what} file {path} cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>A certificate or key file that cannot or must not be used; the message names the file and the remedy.</summary>
public sealed class KeyFileException : IOException
{
    internal KeyFileException(string message) : base(message) { }
    internal KeyFileException(string message, Exception inner) : base(message, inner) { }
}
