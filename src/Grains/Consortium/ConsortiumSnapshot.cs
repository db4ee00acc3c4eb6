using System.Collections.Frozen;
using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Operators;

namespace Grains.Consortium;

/// <summary>The consortium as one version of it: members with what operators registered. Every process keeps the newest, at most 1 s old.</summary>
[GenerateSerializer, Immutable, Alias("consortium-snapshot")]
public sealed record ConsortiumSnapshot
{
    public static readonly ConsortiumSnapshot Empty = new();

    /// <summary>Grows with every change, also of registrations; starts anew, greater, when the consortium's grain does.</summary>
    [Id(0)] public long Version { get; init; }

    [Id(1)] public string Name { get; init; } = "";

    [Id(2)] public Visibility Visibility { get; init; }

    [Id(3)] public ImmutableArray<Member> Members { get; init; } = [];

    /// <summary>What operators registered, as far as approved; also of those suspended since, whom withdrawals must still reach.</summary>
    [Id(4)] public ImmutableArray<OperatorProfile> Operators { get; init; } = [];

    /// <summary>What is stopped now.</summary>
    [Id(5)] public ImmutableArray<Stop> Stops { get; init; } = [];

    /// <summary>Claims to zones that an administrator refused.</summary>
    [Id(6)] public ImmutableArray<Claim> RefusedClaims { get; init; } = [];

    /// <summary>Claims to zones that are still to be decided: neither approved nor refused.</summary>
    [Id(30)] public ImmutableArray<Claim> Claims { get; init; } = [];

    /// <summary>Certificates that members came with. Members are as these leave them: without revoked keys, suspended without any.</summary>
    [Id(60)] public ImmutableArray<KnownCertificate> Certificates { get; init; } = [];
}

/// <summary>The look-ups that the path of a request needs, made once a snapshot.</summary>
public sealed class ConsortiumIndex
{
    public static readonly ConsortiumIndex Empty = new(ConsortiumSnapshot.Empty);

    private readonly FrozenDictionary<string, Member> _byId;
    private readonly FrozenDictionary<string, Member> _byKey;
    private readonly FrozenDictionary<string, (Member Member, MemberUser User)> _byUser;
    private readonly FrozenSet<(string, string, string)> _certificates;
    private readonly FrozenDictionary<string, OperatorProfile> _profiles;
    private readonly FrozenDictionary<string, ImmutableArray<Prefix>> _customersZones;
    private readonly HeldZones _zones;
    private readonly HeldZones _claims;
    private readonly FrozenDictionary<(StopScope Scope, string Subject), Stop> _stops;
    private readonly Stop? _everything;
    private readonly ILookup<string, Prefix> _refusedClaims;

    public ConsortiumIndex(ConsortiumSnapshot snapshot)
    {
        Snapshot = snapshot;
        _byId = snapshot.Members.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);
        _byKey = snapshot.Members.SelectMany(m => m.Keys, (m, key) => (m, key)).ToFrozenDictionary(x => x.key, x => x.m, StringComparer.Ordinal);
        _byUser = snapshot.Members.SelectMany(m => m.Users, (m, user) => (m, user)).ToFrozenDictionary(x => x.user.Name, x => (x.m, x.user), StringComparer.Ordinal);
        _certificates = snapshot.Certificates.Select(c => (c.Key, c.Issuer, c.Serial)).ToFrozenSet();
        _profiles = snapshot.Operators.ToFrozenDictionary(o => o.Member, StringComparer.Ordinal);
        _customersZones = snapshot.Members.Where(m => m is { Operator: not null, State: MemberState.Approved, Zones.IsEmpty: false })
            .GroupBy(m => m.Operator!, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.OrderBy(m => m.Id, StringComparer.Ordinal).SelectMany(m => m.Zones).ToImmutableArray(), StringComparer.Ordinal);
        _zones = new(snapshot.Members);
        _claims = new([.. snapshot.Claims.ToLookup(c => c.Member, c => c.Zone).Where(c => _byId.ContainsKey(c.Key)).Select(c => _byId[c.Key] with { Zones = [.. c] })]);
        _stops = snapshot.Stops.Where(s => s.Subject is not null).ToFrozenDictionary(s => (s.Scope, s.Subject!));
        _refusedClaims = snapshot.RefusedClaims.ToLookup(c => c.Member, c => c.Zone, StringComparer.Ordinal);
        _everything = snapshot.Stops.FirstOrDefault(s => s.Scope == StopScope.All);
    }

    public ConsortiumSnapshot Snapshot { get; }

    public Member? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The member that has this key (SPKI SHA-256, lower-case hex).</summary>
    public Member? FindByKey(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The member that has this user, and how its password is kept.</summary>
    public (Member Member, MemberUser User)? FindByUser(string user) => _byUser.TryGetValue(user, out var found) ? found : null;

    /// <summary>Whether a certificate is remembered already.</summary>
    public bool Knows(string key, string issuer, string serial) => _certificates.Contains((key, issuer, serial));

    public OperatorProfile? Profile(string member) => _profiles.GetValueOrDefault(member);

    /// <summary>Whether an administrator refused this claim, or one that it is a part of: then it disputes nobody's zone.</summary>
    public bool ClaimRefused(string member, Prefix zone) => _refusedClaims[member].Any(refused => refused.Contains(zone));

    /// <summary>Whether the member claims something that is still to be decided.</summary>
    public bool Claims(string member) => Snapshot.Claims.Any(c => c.Member == member);

    /// <summary>The stop that keeps a member from asking: of everything or of it as asker; null: none.</summary>
    public Stop? StoppedAsker(string member) => _everything ?? _stops.GetValueOrDefault((StopScope.Asker, member));

    /// <summary>The stop that keeps an operator from being asked: of everything or of it as operator; null: none.</summary>
    public Stop? StoppedOperator(string member) => _everything ?? _stops.GetValueOrDefault((StopScope.Operator, member));

    /// <summary>The stop of this very mitigation ("member:alert"), not of its asker; null: none.</summary>
    public Stop? StoppedMitigation(string key) => _stops.GetValueOrDefault((StopScope.Mitigation, key));

    /// <summary>Address space that the member may ask protection for: its own and its customers'.</summary>
    public IEnumerable<Prefix> MayProtect(Member member) =>
        member.Zones.Concat(ZonesOfCustomers(member));

    /// <summary>Address space of the operator's approved customers; empty for others.</summary>
    public IEnumerable<Prefix> ZonesOfCustomers(Member member) =>
        member.Kind == MemberKind.Operator && _customersZones.TryGetValue(member.Id, out var customers) ? customers : [];

    /// <summary>
    /// Members whose zones overlap one of these prefixes, in ascending order of id. A mitigation reserves its targets with each of them, in this order,
    /// so that two overlapping requests always meet.
    /// </summary>
    public IEnumerable<Member> Holding(IReadOnlyCollection<Prefix> targets) => _zones.Overlapping(targets);

    /// <summary>
    /// Somebody who holds or claims some of a zone that this member claims, or who claims some of what it holds; null: nobody. An operator and its customer
    /// share space, and so do two members for whom an administrator approved the same: between them there is nothing to decide.
    /// </summary>
    public Member? Disputes(Member member, Prefix zone)
    {
        var others = _claims.Overlapping([zone]);
        if (!MayProtect(member).Any(own => own.Contains(zone)))
            others = others.Concat(Holding([zone]).Where(m => m.State == MemberState.Approved));
        return others.FirstOrDefault(other => Unrelated(member, other));
    }

    /// <summary>Whether two unrelated members claim some of this target, and no administrator has decided yet.</summary>
    /// <param name="byApproved">Whether only claims of approved members count.</param>
    public bool IsDisputed(Prefix target, bool byApproved = false)
    {
        var claimants = _claims.Overlapping([target]).Where(m => !byApproved || m.State == MemberState.Approved).ToArray();
        return claimants.Length > 0
            && claimants.Any(one => claimants.Concat(Holding([target]).Where(m => m.State == MemberState.Approved)).Any(other => Unrelated(one, other)));
    }

    /// <summary>Whether the address is in approved space of the member or of its operator.</summary>
    public bool HoldsOrItsOperator(Member member, Prefix address) =>
        new[] { member, Find(member.Operator ?? "") }.Any(m => m is { State: MemberState.Approved } && m.Zones.Any(zone => zone.Contains(address)));

    /// <summary>Whether it was recorded how the member, or the customer it asks for, was found to hold the target: without that it is unproven.</summary>
    public bool IsProven(Member member, Prefix target) =>
        HoldersFor(member, target).Any(m => !string.IsNullOrWhiteSpace(m.Evidence));

    /// <summary>The member, and those it may ask for, as far as they hold all of the target.</summary>
    public IEnumerable<Member> HoldersFor(Member member, Prefix target) =>
        Holding([target]).Where(m => (m.Id == member.Id || m.Operator == member.Id) && m.State == MemberState.Approved && m.Zones.Any(zone => zone.Contains(target)));

    /// <summary>ASNs that may originate a member's space: its own, and for a customer its operator's.</summary>
    public IEnumerable<uint> AsnsOf(Member member) =>
        Find(member.Operator ?? "") is { State: MemberState.Approved } itsOperator ? member.Asns.Concat(itsOperator.Asns) : member.Asns;

    private static bool Unrelated(Member one, Member other) => one.Id != other.Id && one.Operator != other.Id && other.Operator != one.Id;
}
