using Dots.Transport.Tls;

namespace Dots.Transport.Mechanism;

/// <summary>How one listener serves the mechanism.</summary>
public sealed record MechanismServerOptions
{
    /// <summary>Who is accepted: the consortium's authority and CRL (mechanism, section 5, mode a).</summary>
    public required PeerCertificates Certificates { get; init; }

    /// <summary>Path before /dots/api, empty or starting with '/'.</summary>
    public string Base { get; init; } = "";

    /// <summary>How far a request's Date may be from the time here, either way (Identity:ClockSkewSeconds).</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A body that is not complete after this is given up.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a handler may take; its token is cancelled then, give or take a second.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
