namespace NearSource.Origins;

/// <summary>How sure it is who originates an address; a higher value is surer.</summary>
public enum OriginConfidence
{
    /// <summary>No prefix covers it: it counts as out of everybody's reach, and is reported.</summary>
    Unmapped = 0,

    /// <summary>Several ASes originate the prefix; the traffic may start in any of them.</summary>
    Ambiguous = 1,

    /// <summary>One AS originates it, says the table.</summary>
    Table = 2,

    /// <summary>An administrator of the consortium approved the prefix for a member.</summary>
    Approved = 3,
}
