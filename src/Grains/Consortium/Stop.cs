namespace Grains.Consortium;

/// <summary>
/// An emergency stop (design, section 5): nobody is asked anything new in its scope, and what runs there is withdrawn. Stands until somebody lifts it.
/// </summary>
/// <param name="Subject">Whom or what it stops: a member id, or the key of a mitigation ("member:alert"); null: everything.</param>
/// <param name="By">Member whose administrator said so.</param>
/// <param name="Why">For whoever meets the stop and must know whether it still has a reason.</param>
[GenerateSerializer, Immutable, Alias("stop")]
public sealed record Stop(
    [property: Id(0)] StopScope Scope,
    [property: Id(1)] string? Subject,
    [property: Id(2)] string By,
    [property: Id(3)] string Why,
    [property: Id(4)] DateTimeOffset At)
{
    /// <summary>What is stopped, in words.</summary>
    public static string Named(StopScope scope, string? subject) => scope == StopScope.All ? "everything" : $"{scope.ToString().ToLowerInvariant()} {subject}";

    /// <summary>For a person: what, by whom, when, why.</summary>
    public override string ToString() => $"{Named(Scope, Subject)} was stopped by {By} at {At:u}: {Why}";
}

/// <summary>How far a stop reaches.</summary>
public enum StopScope
{
    /// <summary>Nobody asks and nobody is asked.</summary>
    All,

    /// <summary>A member does not ask, and what it asked for is withdrawn.</summary>
    Asker,

    /// <summary>An operator is not asked, and what it was asked for is withdrawn.</summary>
    Operator,

    /// <summary>One mitigation is withdrawn and not taken up again.</summary>
    Mitigation,
}
