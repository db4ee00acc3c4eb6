namespace NearSource.Routes;

/// <summary>How an AS reaches the destination; a lower value is preferred, since customers pay, peers cost nothing and providers are paid.</summary>
public enum RouteKind : byte
{
    /// <summary>It is the destination.</summary>
    Own = 0,

    /// <summary>Through a customer.</summary>
    Customer = 1,

    /// <summary>Through a peer.</summary>
    Peer = 2,

    /// <summary>Through a provider.</summary>
    Provider = 3,

    /// <summary>No valley-free path is known.</summary>
    None = 4,
}
