namespace Grains.Consortium;

/// <summary>A one-time token by which a new key becomes a member's. Only its hash is kept.</summary>
/// <param name="Hash">SHA-256 of the token, 64 hex digits.</param>
/// <param name="Member">Whose key it makes; a member that does not exist yet becomes a pending one.</param>
/// <param name="Kind">What a member that does not exist yet becomes.</param>
/// <param name="Until">Good before this.</param>
/// <param name="Key">The key it was used for; null: not used. The same key may use it again: its answer may have been lost.</param>
[GenerateSerializer, Immutable, Alias("enrolment-token")]
public sealed record EnrolmentToken(
    [property: Id(0)] string Hash,
    [property: Id(1)] string Member,
    [property: Id(2)] MemberKind Kind,
    [property: Id(3)] DateTimeOffset Until,
    [property: Id(4)] string? Key = null);

/// <summary>What became of an enrolment: the member, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("enrolment-answer")]
public sealed record EnrolmentAnswer([property: Id(0)] string? Member, [property: Id(1)] Refused? Refused);
