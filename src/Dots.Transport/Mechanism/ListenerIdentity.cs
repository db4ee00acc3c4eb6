namespace Dots.Transport.Mechanism;

/// <summary>How a listener and its peers know each other (mechanism, section 5: modes a, b, c). Set where the listener is made, read with each request.</summary>
public enum ListenerIdentity
{
    /// <summary>(a) X.509 both ways in TLS.</summary>
    Mutual,

    /// <summary>(b) TLS shows the server's certificate only; the client comes with user and password or signs its messages.</summary>
    ServerOnly,

    /// <summary>(c) Both sides sign their messages.</summary>
    Signed,
}

/// <summary>A connection's listener, as a feature of it.</summary>
internal sealed record ListenerFeature(ListenerIdentity Identity);
