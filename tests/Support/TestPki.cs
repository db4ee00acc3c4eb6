using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Support;

/// <summary>
/// Makes certificates as a careless or hostile world would: expired, of unknown authorities, for the wrong use, with the wrong name.
/// Made without the project's own code, so that a mistake there cannot hide itself.
/// </summary>
public sealed class TestPki : IDisposable
{
    private readonly List<X509Certificate2> _made = [];
    private readonly DateTimeOffset _now;

    public TestPki(DateTimeOffset now, string name = "Test consortium CA")
    {
        _now = now;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        Root = Kept(request.CreateSelfSigned(now.AddYears(-3), now.AddYears(10)));
    }

    public TestPki() : this(TimeProvider.System.GetUtcNow()) { }

    public X509Certificate2 Root { get; }

    public X509Certificate2Collection Authorities => [X509CertificateLoader.LoadCertificate(Root.RawDataMemory.Span)];

    /// <summary>A good certificate for client and server use, with its key, unless told otherwise.</summary>
    public X509Certificate2 Issue(
        string name, DateTimeOffset? from = null, DateTimeOffset? until = null, string[]? uses = null, X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature,
        string[]? dns = null, bool loopback = true, ECDsa? key = null, Action<CertificateRequest>? change = null)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256), name, uses, usage, dns, loopback);
        change?.Invoke(request);
        using var certificate = request.Create(Root, from ?? _now.AddDays(-1), until ?? _now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        return Kept(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>The same with an RSA key of a chosen size.</summary>
    public X509Certificate2 IssueRsa(string name, int bits)
    {
        var key = RSA.Create(bits);
        var request = Request(new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), name, null, X509KeyUsageFlags.DigitalSignature, null, true);
        var signer = X509SignatureGenerator.CreateForECDsa(Root.GetECDsaPrivateKey()!);
        using var certificate = request.Create(Root.SubjectName, signer, _now.AddDays(-1), _now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        return Kept(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>Signed by its own key.</summary>
    public X509Certificate2 SelfSigned(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256), name, null, X509KeyUsageFlags.DigitalSignature, null, true);
        return Kept(request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(30)));
    }

    /// <summary>DER of a CRL of this authority.</summary>
    public byte[] Crl(DateTimeOffset nextUpdate, params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
            list.AddEntry(certificate, _now.AddHours(-1));
        return list.Build(Root, 1, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: _now.AddDays(-7));
    }

    public static string Pem(byte[] crl) => PemEncoding.WriteString("X509 CRL", crl);

    public void Dispose() => _made.ForEach(c => c.Dispose());

    private static CertificateRequest Request(CertificateRequest request, string name, string[]? uses, X509KeyUsageFlags usage, string[]? dns, bool loopback)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var one in dns ?? [name, "localhost"])
            names.AddDnsName(one);
        if (loopback)
        {
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        var oids = new OidCollection();
        foreach (var use in uses ?? ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"])
            oids.Add(new Oid(use));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, false));
        return request;
    }

    private static X500DistinguishedName Named(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    private X509Certificate2 Kept(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }
}
