using System.Collections.Immutable;
using Dots.Addressing;

namespace Grains.Consortium;

/// <summary>An organisation in the consortium, as its administrators approved it. One entry of consortium.json.</summary>
[GenerateSerializer, Immutable, Alias("member")]
public sealed record Member
{
    /// <summary>Lower-case letters, digits, '-', '.', at most 63.</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required MemberKind Kind { get; init; }

    /// <summary>For a customer: its operator's id; null: it asks the orchestrator itself.</summary>
    [Id(2)] public string? Operator { get; init; }

    [Id(3)] public required MemberState State { get; init; }

    /// <summary>Shortest IPv4 prefix it may ask a filter for: 32 to 24.</summary>
    [Id(4)] public int MaxScopeV4 { get; init; } = 32;

    /// <summary>Shortest IPv6 prefix it may ask a filter for: 128 to 48.</summary>
    [Id(5)] public int MaxScopeV6 { get; init; } = 128;

    [Id(6)] public ImmutableArray<uint> Asns { get; init; } = [];

    /// <summary>Address space proven to be its own.</summary>
    [Id(7)] public ImmutableArray<Prefix> Zones { get; init; } = [];

    /// <summary>How ASNs and zones were verified, when, by whom.</summary>
    [Id(8)] public string Evidence { get; init; } = "";

    /// <summary>SPKI SHA-256 of its certificates, 64 lower-case hex digits each.</summary>
    [Id(9)] public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Addresses it may come from; empty: any.</summary>
    [Id(10)] public ImmutableArray<Prefix> Addresses { get; init; } = [];

    [Id(11)] public string? Noc { get; init; }

    [Id(12)] public string? Agreement { get; init; }

    /// <summary>Who of the member may do what.</summary>
    [Id(13)] public ImmutableArray<RoleGrant> Roles { get; init; } = [];

    /// <summary>Who may come with a password instead of a certificate, where listeners take one.</summary>
    [Id(60)] public ImmutableArray<MemberUser> Users { get; init; } = [];

    /// <summary>Of its zones, those that count although the RPKI does not give them to its ASNs: an administrator said so, and the ledger says why.</summary>
    [Id(61)] public ImmutableArray<Prefix> RpkiOverruled { get; init; } = [];

    /// <summary>Of an exchange: the ASes that meet there, beside its own ASes' neighbours in the topology.</summary>
    [Id(62)] public ImmutableArray<uint> Participants { get; init; } = [];

    /// <summary>Whether this key or user has the role.</summary>
    public bool Holds(string holder, Role role) => Roles.Contains(new RoleGrant(holder, role));

    /// <summary>Equality by content: the generated one compares lists by reference.</summary>
    public bool SameAs(Member other) =>
        WithoutLists() == other.WithoutLists() && Asns.SequenceEqual(other.Asns) && Zones.SequenceEqual(other.Zones) && Keys.SequenceEqual(other.Keys)
        && Addresses.SequenceEqual(other.Addresses) && Roles.SequenceEqual(other.Roles) && Users.SequenceEqual(other.Users)
        && RpkiOverruled.SequenceEqual(other.RpkiOverruled) && Participants.SequenceEqual(other.Participants);

    private Member WithoutLists() => this with
    {
        Asns = default, Zones = default, Keys = default, Addresses = default, Roles = default, Users = default, RpkiOverruled = default, Participants = default,
    };
}

/// <summary>A user of a member.</summary>
/// <param name="Name">Unique in the consortium; compared case by case.</param>
/// <param name="Pbkdf2">The password at rest (<c>pbkdf2-sha256$ITERATIONS$SALT$HASH</c>).</param>
[GenerateSerializer, Immutable, Alias("member-user")]
public sealed record MemberUser([property: Id(0)] string Name, [property: Id(1)] string Pbkdf2);

public enum MemberKind
{
    Operator,
    Customer,
    Observer,
}

public enum MemberState
{
    /// <summary>May register, cancel and send heartbeats; never asks, is never asked.</summary>
    Pending,
    Approved,
    Suspended,
}
