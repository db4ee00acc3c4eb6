using System.Security.Cryptography.X509Certificates;

namespace Links.Mechanism;

/// <summary>Who the orchestrator is towards its peers.</summary>
/// <param name="SenderId">SHA-256 of the certificate's SubjectPublicKeyInfo.</param>
/// <param name="AllowPrivateAddresses">Development only: controllers may be on loopback and private addresses.</param>
public sealed record LinkIdentity(X509Certificate2 Certificate, string SenderId, bool AllowPrivateAddresses);
