namespace Dots.Transport.Tls;

/// <summary>Why a peer's certificate is not accepted.</summary>
public enum CertificateFault
{
    None,
    /// <summary>The peer showed no certificate.</summary>
    Missing,
    Expired,
    NotYetValid,
    /// <summary>Signed by its own key, and not one of the consortium's authorities.</summary>
    SelfSigned,
    /// <summary>No chain to the consortium's authority.</summary>
    UnknownAuthority,
    Revoked,
    /// <summary>Key usage or extended key usage does not allow what the peer does with it.</summary>
    WrongUsage,
    /// <summary>Key or signature below what is accepted: RSA under 2048 bits, curves other than P-256/384/521, SHA-1.</summary>
    Weak,
    /// <summary>The chain reaches the authority but breaks one of its rules, for example a critical extension nobody knows.</summary>
    Invalid,
    /// <summary>A good certificate of somebody else: it does not name the host or member that was called.</summary>
    WrongName,
}

/// <summary>What came of checking a peer's certificate (mechanism, section 5).</summary>
/// <param name="Fault"><see cref="CertificateFault.None"/> when it is accepted.</param>
/// <param name="Detail">For the peer and the log: precisely what is wrong, with dates and serial; empty when accepted.</param>
/// <param name="SenderId">SHA-256 of the public key, 64 lower-case hex digits; empty only when there is no certificate.</param>
public sealed record CertificateVerdict(CertificateFault Fault, string Detail, string SenderId)
{
    public bool Accepted => Fault == CertificateFault.None;

    internal static CertificateVerdict Missing { get; } = new(CertificateFault.Missing, "no client certificate was presented", "");
}
