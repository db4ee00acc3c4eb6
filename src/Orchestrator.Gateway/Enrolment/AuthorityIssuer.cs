using System.Security.Cryptography;
using Dots.Transport.Tls;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>Issues with the authority's own key in this process: for development and small consortia.</summary>
internal sealed class AuthorityIssuer(CertificateAuthority authority, TimeSpan validity) : ICertificateIssuer
{
    public Task<string> Issue(SigningRequest request, string member, CancellationToken cancellation)
    {
        try
        {
            using var issued = authority.Sign(request.Key, member, [], validity);
            return Task.FromResult(issued.ExportCertificatePem() + "\n");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new EnrolmentException($"the authority could not sign: {e.Message}", e);
        }
    }
}
