namespace Grains.Customers;

/// <summary>How a member and the orchestrator know each other (mechanism, section 5).</summary>
public enum PeerMode
{
    /// <summary>X.509 both ways.</summary>
    Mutual,

    /// <summary>The server's certificate only; who calls signs.</summary>
    ServerOnly,

    /// <summary>Both sign.</summary>
    Signed,
}
