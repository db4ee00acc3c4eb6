using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dots.Transport.Tls;

/// <summary>
/// A consortium's certificate authority in a folder: ca.crt, ca.key, ca.crl, and NAME.crt, NAME.key for whom it issued to (contracts, data directory).
/// For development, tests and enrolment; ECDSA P-256. What exists is kept: only what is missing is made, and a certificate that has expired or
/// is of another authority is renewed for the same key, so that sender_ids stay. Safe for concurrent use within a process, not for two processes on one folder.
/// </summary>
public sealed class CertificateAuthority
{
    private static readonly TimeSpan OwnValidity = TimeSpan.FromDays(3650);
    private static readonly TimeSpan CrlValidity = TimeSpan.FromDays(30);
    // A peer whose clock is somewhat behind must be able to use a certificate made just now.
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(10);

    private readonly string _directory;
    private readonly X509Certificate2 _own;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();

    private CertificateAuthority(string directory, X509Certificate2 own, TimeProvider time) => (_directory, _own, _time) = (directory, own, time);

    /// <summary>How long issued certificates are valid unless told otherwise.</summary>
    public static TimeSpan DefaultValidity { get; } = TimeSpan.FromDays(365);

    /// <summary>The authority's own certificate, without its private key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_own.RawDataMemory.Span);

    public string CertificatePath => Path.Combine(_directory, "ca.crt");

    /// <summary>The CRL file; it exists, empty of entries, from the start.</summary>
    public string CrlPath => Path.Combine(_directory, "ca.crl");

    /// <summary>Opens the authority of a folder, making folder, key, certificate and CRL where they are missing.</summary>
    /// <exception cref="KeyFileException">What exists cannot be used; nothing is overwritten.</exception>
    public static CertificateAuthority OpenOrCreate(string directory, string name, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        var certificatePath = Path.Combine(directory, "ca.crt");
        var keyPath = Path.Combine(directory, "ca.key");
        if (!File.Exists(certificatePath))
        {
            using var key = KeyOrNew(keyPath);
            using var made = SelfIssue(key, name, time.GetUtcNow());
            PrivateFile.Write(certificatePath, made.ExportCertificatePem() + "\n", secret: false);
        }
        var authority = new CertificateAuthority(directory, KeyFiles.Load(certificatePath, keyPath), time);
        if (!File.Exists(authority.CrlPath))
            authority.WriteCrl(new CertificateRevocationListBuilder(), BigInteger.One);
        return authority;
    }

    /// <summary>Opens an authority that exists, to sign with it. Nothing is made.</summary>
    /// <exception cref="KeyFileException">The files cannot be used, do not belong together, or the key is not an ECDSA key.</exception>
    public static CertificateAuthority Open(string certificatePath, string keyPath, TimeProvider time)
    {
        var own = KeyFiles.Load(certificatePath, keyPath);
        using var signer = own.GetECDsaPrivateKey();
        return signer is not null ? new(Path.GetDirectoryName(Path.GetFullPath(certificatePath))!, own, time) : throw new KeyFileException($"The authority's key {keyPath} is not an ECDSA key");
    }

    /// <summary>The certificate of a name with its private key, read from the folder or made there (NAME.crt, NAME.key).</summary>
    /// <param name="name">Becomes CN and file name: letters, digits, '-', '_' and '.'.</param>
    /// <param name="alternativeNames">DNS names and IP addresses it shall be valid for, besides <paramref name="name"/>.</param>
    /// <exception cref="KeyFileException">What exists cannot be used, or a certificate stands there without its key.</exception>
    public X509Certificate2 Issue(string name, IEnumerable<string> alternativeNames, TimeSpan? validity = null)
    {
        var certificatePath = Path.Combine(_directory, FileName(name) + ".crt");
        var keyPath = Path.Combine(_directory, FileName(name) + ".key");
        lock (_writing)
        {
            if (File.Exists(certificatePath))
            {
                var existing = KeyFiles.Load(certificatePath, keyPath);
                if (!MustBeRenewed(existing))
                    return existing;
                existing.Dispose();
            }
            using (var key = KeyOrNew(keyPath))
            using (var issued = Sign(new PublicKey(key), name, alternativeNames, validity))
                PrivateFile.Write(certificatePath, issued.ExportCertificatePem() + "\n", secret: false);
            return KeyFiles.Load(certificatePath, keyPath);
        }
    }

    /// <summary>A certificate for a key that stays with its owner. Client and server use; nothing is written.</summary>
    public X509Certificate2 Sign(PublicKey key, string name, IEnumerable<string> alternativeNames, TimeSpan? validity = null)
    {
        var now = _time.GetUtcNow();
        var end = now + (validity ?? DefaultValidity);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        PeerProfile.AddTo(request, _own, name, alternativeNames);
        using var signer = _own.GetECDsaPrivateKey() ?? throw new KeyFileException($"The authority's key in {_directory} is not an ECDSA key");
        return request.Create(_own.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), now - Backdated, end < _own.NotAfter ? end : _own.NotAfter, NewSerial());
    }

    /// <summary>Adds a certificate to the CRL file, now; already revoked ones stay, with their dates.</summary>
    public void Revoke(X509Certificate2 certificate)
    {
        lock (_writing)
        {
            var list = CertificateRevocationListBuilder.LoadPem(File.ReadAllText(CrlPath), out var number);
            list.RemoveEntry(certificate.SerialNumberBytes.Span);
            list.AddEntry(certificate, _time.GetUtcNow());
            WriteCrl(list, number + 1);
        }
    }

    private void WriteCrl(CertificateRevocationListBuilder list, BigInteger number)
    {
        var now = _time.GetUtcNow();
        var der = list.Build(_own, number, now + CrlValidity, HashAlgorithmName.SHA256, thisUpdate: now);
        PrivateFile.Write(CrlPath, PemEncoding.WriteString("X509 CRL", der) + "\n", secret: false);
    }

    private static X509Certificate2 SelfIssue(ECDsa key, string name, DateTimeOffset now)
    {
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - Backdated, now + OwnValidity);
    }

    // The key is written before its certificate: a crash between the two leaves a key for which the certificate is made next time.
    private static ECDsa KeyOrNew(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
            key.ImportFromPem(KeyFiles.ReadPrivate(path));
        else
            PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem() + "\n", secret: true);
        return key;
    }

    // Of another authority: this one's folder was lost in part and made anew, and nobody would accept what the old one signed.
    private bool MustBeRenewed(X509Certificate2 existing) =>
        new CertificateChecks(new AuthorityBundle([_own])).Check(existing, "", CertificateUse.Client, _time.GetUtcNow(), []).Fault
            is CertificateFault.Expired or CertificateFault.UnknownAuthority;

    private static X500DistinguishedName Named(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        return serial;
    }

    private static string FileName(string name) =>
        name.Length is > 0 and <= 64 && name != "ca" && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : throw new ArgumentException($"'{name}' cannot be the name of a certificate: 1 to 64 letters, digits, '-', '_' and '.', and not 'ca'", nameof(name));
}
