using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Signatures;

namespace Links.Mechanism;

/// <summary>Who the orchestrator is towards its peers.</summary>
/// <param name="SenderId">SHA-256 of the certificate's SubjectPublicKeyInfo.</param>
/// <param name="AllowPrivateAddresses">Development only: controllers may be on loopback and private addresses.</param>
public sealed record LinkIdentity(X509Certificate2 Certificate, string SenderId, bool AllowPrivateAddresses)
{
    /// <summary>Whether messages can be signed with its key.</summary>
    internal bool Signs { get; } = SigningKey.Fits(Certificate);
}
