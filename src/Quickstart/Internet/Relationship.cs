namespace Quickstart.Internet;

/// <summary>What a neighbour is to an AS; decides which routes the one tells the other.</summary>
public enum Relationship
{
    /// <summary>The neighbour pays; its routes are told to everybody.</summary>
    Customer,

    /// <summary>Nobody pays; only customers' routes are exchanged.</summary>
    Peer,

    /// <summary>The neighbour is paid; it tells every route it uses.</summary>
    Provider,
}
