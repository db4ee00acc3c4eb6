namespace NearSource.Planning;

/// <summary>What a request asks for and a registration offers; the values are those of mitigation_action (mechanism, section 3).</summary>
public enum Countermeasure
{
    /// <summary>Whatever the operator does to keep good traffic flowing.</summary>
    Mitigation = 1,

    /// <summary>All traffic to the target is dropped, the good one too. Only when asked for and offered.</summary>
    Blackhole = 2,

    /// <summary>Filters by BGP FlowSpec (RFC 8955).</summary>
    Flowspec = 3,
}

/// <summary>What sort of network an operator runs.</summary>
public enum OperatorKind
{
    /// <summary>A network that traffic crosses.</summary>
    OnPath,

    /// <summary>An exchange.</summary>
    Exchange,

    /// <summary>Off the path: works by diversion.</summary>
    Scrubber,
}

/// <summary>Address families an operator can filter (registration's ip_version).</summary>
[Flags]
public enum IpVersions
{
    None = 0,
    V4 = 1,
    V6 = 2,
    Both = V4 | V6,
}
