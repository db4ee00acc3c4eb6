using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Presence;

/// <summary>
/// Watches the members that have no controller: whether their heartbeats come (mechanism, section 1). Operators with a controller are watched by their own
/// grain, which also delivers to them. Key: 0.
/// </summary>
[Alias("presence")]
public interface IPresenceGrain : IGrainWithIntegerKey
{
    /// <summary>A heartbeat of a member came. May be lost: three in a row are not.</summary>
    [Alias("seen"), OneWay]
    Task Seen(string member);

    /// <summary>A member has answered a heartbeat; called by the grain itself.</summary>
    [Alias("answered"), OneWay]
    Task Answered(string member);

    /// <summary>A member has registered, and is expected to send heartbeats from now on.</summary>
    /// <param name="callback">Where heartbeats go; null: nowhere.</param>
    [Alias("registered")]
    Task Registered(string member, Callback? callback);

    /// <summary>A member has cancelled its registration, or has a controller now: it is missed here no longer.</summary>
    [Alias("unregistered")]
    Task Unregistered(string member);

    /// <summary>Sees to it that those who registered with an earlier process are watched too. Called again and again by every silo.</summary>
    [Alias("watch"), OneWay, AlwaysInterleave]
    Task Watch();

    /// <summary>Everybody watched, in ascending order of id.</summary>
    [Alias("all")]
    Task<ImmutableArray<MemberPresence>> All();
}

/// <summary>How a member without a controller was last heard of.</summary>
/// <param name="LastSeen">Last heartbeat, answer to one, or registration; null: none since this grain was activated.</param>
/// <param name="Lost">Three heartbeats were missed.</param>
[GenerateSerializer, Immutable, Alias("member-presence")]
public sealed record MemberPresence([property: Id(0)] string Member, [property: Id(1)] DateTimeOffset? LastSeen, [property: Id(2)] bool Lost);
