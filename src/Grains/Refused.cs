namespace Grains;

/// <summary>Why a grain does not do what was asked. Gateways translate the reason into their protocol's answer.</summary>
/// <param name="Detail">For a person: what, where, whose, why; safe to show to the asker.</param>
[GenerateSerializer, Immutable, Alias("refused")]
public sealed record Refused([property: Id(0)] RefusalReason Reason, [property: Id(1)] string Detail);

/// <summary>The kinds of refusal, as far as a protocol tells them apart (mechanism, section 4).</summary>
public enum RefusalReason
{
    /// <summary>The member is unknown, pending or suspended.</summary>
    NotApproved,

    /// <summary>The target is not the asker's, too wide, or outside its registration.</summary>
    OutsideScope,

    /// <summary>The target overlaps another member's active mitigation.</summary>
    ScopeConflict,

    /// <summary>The action is not among the registered countermeasures.</summary>
    ActionNotSupported,

    /// <summary>Something named in the request does not exist: an alias, a policy, an operator.</summary>
    InvalidValue,

    /// <summary>Nothing was ever accepted under this alert id.</summary>
    NotFound,

    /// <summary>A report from an operator that was not asked, or about another's engagement.</summary>
    NotAsked,

    /// <summary>Not now: no room, or state is being read back.</summary>
    NotReady,

    /// <summary>An administrator stopped the asker or the mitigation.</summary>
    Stopped,

    /// <summary>More than the contract covers: volume, duration, or type of the attack.</summary>
    OutsideContract,
}
