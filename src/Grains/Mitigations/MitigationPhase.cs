namespace Grains.Mitigations;

/// <summary>Where a mitigation stands.</summary>
public enum MitigationPhase
{
    /// <summary>Never asked for.</summary>
    None,

    /// <summary>Accepted, stored; who is asked is not decided yet (again, after a change of scope).</summary>
    Accepted,

    /// <summary>The plan is stored: the intent of all its engagements.</summary>
    Planned,

    /// <summary>Ended for the asker; some controller may still hold a filter.</summary>
    Withdrawing,

    /// <summary>No controller holds anything any more.</summary>
    Closed,
}

/// <summary>Why a mitigation ended.</summary>
public enum EndReason
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>The asker, or somebody who may, withdrew it.</summary>
    Withdrawn,

    /// <summary>Its lifetime passed without a refresh.</summary>
    Expired,

    /// <summary>Its asker is no approved member any more.</summary>
    Suspended,

    /// <summary>An administrator stopped it, its asker or everything.</summary>
    Stopped,

    /// <summary>Its target is not proven to be the asker's any more.</summary>
    Unproven,
}
