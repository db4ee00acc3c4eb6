namespace NearSource.Origins;

/// <summary>How sure it is who originates an address; a higher value is surer.</summary>
public enum OriginConfidence
{
    /// <summary>No prefix covers it: it counts as out of everybody's reach, and is reported.</summary>
    Unmapped = 0,

    /// <summary>The routing table names ASes, the RPKI others. The routing table's are told: traffic follows it.</summary>
    Conflict = 1,

    /// <summary>Several ASes originate the prefix, says the routing table alone; the traffic may start in any of them.</summary>
    Ambiguous = 2,

    /// <summary>Only the RPKI knows the address space; nobody may announce it at all.</summary>
    Rpki = 3,

    /// <summary>One AS originates it, says the routing table; the RPKI does not know the address space.</summary>
    Table = 4,

    /// <summary>Routing table and RPKI agree.</summary>
    Confirmed = 5,

    /// <summary>An administrator of the consortium approved the prefix for a member.</summary>
    Approved = 6,
}
