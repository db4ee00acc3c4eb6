using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;

namespace Dots.Transport.Mechanism;

/// <summary>How the mechanism is served. What its listeners ask of peers is said where each is configured (<see cref="ListenerIdentity"/>).</summary>
public sealed record MechanismServerOptions
{
    /// <summary>Whose certificates are accepted, in TLS and with signatures: the consortium's authority and CRL (mechanism, section 5).</summary>
    public required PeerCertificates Certificates { get; init; }

    /// <summary>This server's certificate with its key: its names are the hosts that signed requests may be meant for, its key signs answers. Null: no signatures.</summary>
    public X509Certificate2? Own { get; init; }

    /// <summary>
    /// Whether a value, to be remembered until a time, comes for the first time; durable before it says so. Nonces of signed requests. Throws when that cannot
    /// be told. Null: no signatures.
    /// </summary>
    public Func<string, DateTimeOffset, ValueTask<bool>>? Once { get; init; }

    /// <summary>Who may come with a password; null: nobody.</summary>
    public IKnownUsers? Users { get; init; }

    /// <summary>Path before /dots/api, empty or starting with '/'.</summary>
    public string Base { get; init; } = "";

    /// <summary>How far a request's Date may be from the time here, either way (Identity:ClockSkewSeconds).</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A body that is not complete after this is given up.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a handler may take; its token is cancelled then, give or take a second.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
