using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;

namespace Bench.World;

/// <summary>The certificates of a benchmark: one authority, whom it issued to.</summary>
internal sealed class Pki(string directory)
{
    private readonly CertificateAuthority _authority = CertificateAuthority.OpenOrCreate(directory, "bench", TimeProvider.System);

    public string Directory => directory;

    public string AuthorityPath => _authority.CertificatePath;

    public X509Certificate2 Issue(string name, params IEnumerable<string> alternativeNames) => _authority.Issue(name, alternativeNames);

    /// <summary>Certificate for a server on loopback.</summary>
    public X509Certificate2 Server(string name, params IEnumerable<string> more) => Issue(name, ["localhost", "127.0.0.1", "::1", .. more]);
}
