using System.Security.Cryptography.X509Certificates;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>The consortium's authority, as far as it issues certificates to keys that enrol.</summary>
internal interface ICertificateIssuer
{
    /// <summary>A certificate for the request's key that names the member and nothing else, followed by its intermediates if there are any. PEM.</summary>
    /// <exception cref="EnrolmentException">There is none; the message says why, for the log.</exception>
    Task<string> Issue(SigningRequest request, string member, CancellationToken cancellation);
}

/// <summary>No certificate was issued.</summary>
internal sealed class EnrolmentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A certificate request whose signature was verified: whoever sent it has the private key.</summary>
/// <param name="KeyId">SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits.</param>
internal sealed record SigningRequest(string Pem, PublicKey Key, string KeyId);
