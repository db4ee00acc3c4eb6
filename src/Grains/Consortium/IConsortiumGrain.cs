using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Identity;
using Grains.Operators;
using Orleans.Concurrency;

namespace Grains.Consortium;

/// <summary>The members and their approvals. One grain, key 0.</summary>
[Alias("consortium")]
public interface IConsortiumGrain : IGrainWithIntegerKey
{
    /// <summary>The newest snapshot, or null when the caller's version is the newest.</summary>
    [Alias("snapshot"), AlwaysInterleave]
    Task<ConsortiumSnapshot?> Snapshot(long known);

    /// <summary>Takes a whole, validated consortium file. Durable when this returns. Members that only registered stay pending.</summary>
    [Alias("replace")]
    Task Replace(ConsortiumFile file, string by);

    /// <summary>A certificate of the consortium's CA whose key no member has registers: it becomes a pending member. Returns the member.</summary>
    [Alias("join")]
    Task<Member> Join(string key, string name, MemberKind kind, string? from);

    /// <summary>Members came with certificates that were accepted: they are remembered, each once. Durable when this returns.</summary>
    [Alias("shown")]
    Task Shown(System.Collections.Immutable.ImmutableArray<KnownCertificate> certificates);

    /// <summary>What the revocation list in use says of known certificates now, as far as it is new. Durable when this returns.</summary>
    [Alias("revoked")]
    Task Revoked(System.Collections.Immutable.ImmutableArray<KnownCertificate> changed);

    /// <summary>An operator's registration took effect. Kept in memory; read back from the registrations when this grain starts.</summary>
    [Alias("registered")]
    Task Registered(OperatorProfile profile);

    /// <summary>A member's registration names no controller (any more): nobody is ordered where an older one pointed.</summary>
    [Alias("unregistered")]
    Task Unregistered(string member);

    /// <summary>How an operator stands has changed. May be lost: it is told again.</summary>
    [Alias("stands"), OneWay]
    Task Stands(string member, OperatorStanding standing);

    /// <summary>Which zones a member's registration claims beyond what is approved; none: it claims nothing (any more). Kept like <see cref="Registered"/>.</summary>
    [Alias("claimed")]
    Task Claimed(string member, ImmutableArray<Prefix> zones);

    /// <summary>Stops what is in scope until it is resumed; durable when this returns without refusal. Repeating it changes nothing.</summary>
    [Alias("stop")]
    Task<Refused?> Stop(Principal by, StopScope scope, string? subject, string why);

    /// <summary>Lifts a stop; durable when this returns without refusal. Lifting what is not stopped changes nothing.</summary>
    [Alias("resume")]
    Task<Refused?> Resume(Principal by, StopScope scope, string? subject, string why);

    /// <summary>Approves a member. Stands until consortium.json says something else of it; durable when this returns without refusal, like all that follow.</summary>
    [Alias("approve")]
    Task<Refused?> Approve(Principal by, string member, Approval approval, string why);

    /// <summary>Suspends a member, until it is approved again or consortium.json says something else of it.</summary>
    [Alias("suspend")]
    Task<Refused?> Suspend(Principal by, string member, string why);

    /// <summary>Decides a member's claim to a zone that is disputed.</summary>
    [Alias("decide-claim")]
    Task<Refused?> DecideClaim(Principal by, string member, Prefix zone, bool granted, string why);

    /// <summary>Takes over a one-time token of enrolment.</summary>
    [Alias("mint")]
    Task<Refused?> Mint(Principal by, EnrolmentToken token, string why);

    /// <summary>Uses up a token for one key, which is the member's from then on. Good again for the same key until the token expires.</summary>
    [Alias("enrol")]
    Task<EnrolmentAnswer> Enrol(string tokenHash, string key, string? from);

    /// <summary>Takes a key from a member.</summary>
    [Alias("remove-key")]
    Task<Refused?> RemoveKey(Principal by, string member, string key, string why);
}

/// <summary>What consortium.json says.</summary>
[GenerateSerializer, Immutable, Alias("consortium-file")]
public sealed record ConsortiumFile(
    [property: Id(0)] string Name,
    [property: Id(1)] Visibility Visibility,
    [property: Id(2)] ImmutableArray<Member> Members);
