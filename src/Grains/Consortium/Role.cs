namespace Grains.Consortium;

/// <summary>What a person or token of a member may do (design, section 1).</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Acts for its member's mitigations.</summary>
    Responder,

    /// <summary>Approves and suspends members and decides disputes.</summary>
    Approver,

    /// <summary>Manages keys and enrolment tokens of its own member.</summary>
    MemberAdministrator,

    /// <summary>Does all of it for everybody, and stops.</summary>
    ConsortiumAdministrator,
}

/// <param name="Holder">A key (64 hex digits) or the name of a user.</param>
[GenerateSerializer, Immutable, Alias("role-grant")]
public sealed record RoleGrant([property: Id(0)] string Holder, [property: Id(1)] Role Role);
