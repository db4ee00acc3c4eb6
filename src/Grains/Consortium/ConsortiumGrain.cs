using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Grains.Customers;
using Grains.Identity;
using Grains.Operators;
using Grains.Persistence;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>Identity and turns of the consortium; the rules are in <see cref="ConsortiumRules"/>. What operators registered is an index in memory.</summary>
[GrainType("consortium")]
public sealed partial class ConsortiumGrain(
    [PersistentState("members", StoreGrainStorage.Name)] IPersistentState<ConsortiumDocument> persistent,
    IDocumentStore store,
    TimeProvider time,
    ILogger<ConsortiumGrain> log) : Grain, IConsortiumGrain, IEffects
{
    private readonly Dictionary<string, OperatorProfile> _registered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperatorStanding> _standings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<Prefix>> _claims = new(StringComparer.Ordinal);
    private Shell<ConsortiumState, ConsortiumCommand, ConsortiumEvent> _shell = null!;
    private ConsortiumSnapshot _snapshot = ConsortiumSnapshot.Empty;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var states = new GrainStateStore<ConsortiumDocument, ConsortiumState, ConsortiumEvent>(persistent, ConsortiumDocument.Entry);
        _shell = new(new ConsortiumRules(), ConsortiumState.None, states, this, time);
        await _shell.Load();
        await foreach (var document in store.List(CustomerGrain.Type, CustomerGrain.RegistrationState, cancellationToken))
            if (JsonSerializer.Deserialize<RegistrationDocument>(document.Content.Span, DocumentJson.Options) is { } registration)
            {
                if ((registration.State?.Operator ?? Leaving(registration.Former)) is { } profile)
                    _registered[profile.Member] = profile;
                if (registration.State is { Claims.IsEmpty: false } claiming)
                    _claims[document.Key.Key] = claiming.Claims;
            }

        Changed();
    }

    public Task<ConsortiumSnapshot?> Snapshot(long known) => Task.FromResult(known == _snapshot.Version ? null : _snapshot);

    public async Task Replace(ConsortiumFile file, string by) => await Carry(new ConsortiumCommand.Replace(file, by));

    public async Task<Member> Join(string key, string name, MemberKind kind, string? from)
    {
        if (_shell.Current.Owner(key) is { } known)
            return known;

        // Named by its key: whoever joins cannot take somebody's name.
        var member = new Member { Id = "pending-" + key[..16], Kind = kind, State = MemberState.Pending, Keys = [key], Evidence = "registered as " + name };
        await Carry(new ConsortiumCommand.Join(member, from));
        LogJoined(member.Id, name, key);
        return _shell.Current.Members[member.Id];
    }

    public Task Shown(ImmutableArray<KnownCertificate> certificates) => Carry(new ConsortiumCommand.Show(certificates));

    public Task Revoked(ImmutableArray<KnownCertificate> changed) => Carry(new ConsortiumCommand.Revoke(changed));

    public Task Registered(OperatorProfile profile)
    {
        _registered[profile.Member] = profile;

        // What it registers is newer than what it reported, which its own grain would tell again.
        if (_standings.TryGetValue(profile.Member, out var standing))
            _standings[profile.Member] = standing with { RulesFree = null };
        GrainFactory.GetGrain<IOperatorGrain>(profile.Member).Registered().LoggedBy(log, "telling of its registration", profile.Member);
        Changed();
        return Task.CompletedTask;
    }

    public Task Unregistered(string member)
    {
        if (Leaving(_registered.GetValueOrDefault(member)) is { } leaving)
        {
            _registered[member] = leaving;
            Changed();
        }

        return Task.CompletedTask;
    }

    public Task Stands(string member, OperatorStanding standing)
    {
        if (!_registered.ContainsKey(member) || _standings.GetValueOrDefault(member, OperatorStanding.Fresh) == standing)
            return Task.CompletedTask;
        _standings[member] = standing;
        Changed();
        return Task.CompletedTask;
    }

    public Task Claimed(string member, ImmutableArray<Prefix> zones)
    {
        if (zones.IsEmpty)
            _claims.Remove(member);
        else
            _claims[member] = zones;
        Changed();
        return Task.CompletedTask;
    }

    public Task<Refused?> Stop(Principal by, StopScope scope, string? subject, string why) => Administer(by, new ConsortiumCommand.Stop(by, scope, subject, why));

    public Task<Refused?> Resume(Principal by, StopScope scope, string? subject, string why) => Administer(by, new ConsortiumCommand.Resume(by, scope, subject, why));

    public Task<Refused?> Approve(Principal by, string member, Approval approval, string why) => Administer(by, new ConsortiumCommand.Approve(by, member, approval, why));

    public Task<Refused?> Suspend(Principal by, string member, string why) => Administer(by, new ConsortiumCommand.Suspend(by, member, why));

    public Task<Refused?> DecideClaim(Principal by, string member, Prefix zone, bool granted, string why) =>
        Administer(by, new ConsortiumCommand.DecideClaim(by, member, zone, granted, why));

    public Task<Refused?> Mint(Principal by, EnrolmentToken token, string why) => Administer(by, new ConsortiumCommand.Mint(by, token, why));

    public Task<Refused?> RemoveKey(Principal by, string member, string key, string why) => Administer(by, new ConsortiumCommand.RemoveKey(by, member, key, why));

    public async Task<EnrolmentAnswer> Enrol(string tokenHash, string key, string? from)
    {
        var refused = await Administer(new("enrolment", key, from), new ConsortiumCommand.Enrol(tokenHash, key, from));
        return refused is null ? new(_shell.Committed.Tokens[tokenHash].Member, null) : new(null, refused);
    }

    void IEffects.Perform(IEnumerable<Effect> effects)
    {
    }

    private static OperatorProfile? Leaving(OperatorProfile? former) => former is null ? null : former with { Leaving = true };

    private async Task<Refused?> Administer(Principal by, ConsortiumCommand command)
    {
        try
        {
            if (await Carry(command) is not { } refusal)
                return null;
            LogRefused(by.Member, by.Key, by.From, command.GetType().Name, refusal.Detail);
            return new(refusal.Code switch { "not-allowed" or "no-token" => RefusalReason.NotApproved, "full" => RefusalReason.NotReady, _ => RefusalReason.InvalidValue }, refusal.Detail);
        }
        catch (StoreFullException full)
        {
            return new(RefusalReason.NotReady, $"nothing was changed, the store has no room: {full.Message}");
        }
    }

    private async Task<Refusal?> Carry(ConsortiumCommand command)
    {
        Refusal? refusal;
        try
        {
            refusal = await _shell.Handle(command);
        }
        catch (StoreFullException)
        {
            // Nothing was written and nothing has changed.
            throw;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        Changed();
        return refusal;
    }

    private void Changed()
    {
        var revoked = KeyStanding.RevokedKeys(_shell.Committed.Certificates);
        var members = _shell.Committed.WithEnrolledKeys().Select(m => KeyStanding.Effective(m, revoked))
            .ToImmutableSortedDictionary(m => m.Id, m => m, StringComparer.Ordinal);
        _snapshot = new ConsortiumSnapshot
        {
            Version = Math.Max(_snapshot.Version + 1, time.GetUtcNow().UtcTicks),
            Name = _shell.Committed.Name,
            Visibility = _shell.Committed.Visibility,
            Members = [.. members.Values],
            Stops = _shell.Committed.Stops,
            RefusedClaims = _shell.Committed.RefusedClaims,
            Certificates = _shell.Committed.Certificates,
            Operators = [.. from profile in _registered.Values
                            let member = members.GetValueOrDefault(profile.Member)
                            where member is { Kind: MemberKind.Operator, State: not MemberState.Pending }
                            orderby profile.Member
                            let standing = _standings.GetValueOrDefault(profile.Member, OperatorStanding.Fresh)
                            select profile with { Asns = [.. profile.Asns.Intersect(member.Asns)], Lost = standing.Lost, RulesFree = standing.Left(profile.RulesFree, profile.RulesMax), RulesSaid = standing.RulesFree ?? profile.RulesFree, AskedBps = standing.AskedBps }],
            Claims = [.. Claims(members).OrderBy(c => c.Member, StringComparer.Ordinal)],
        };
    }

    /// <summary>What is still to be decided: neither approved since, nor refused, nor claimed by somebody who does not count.</summary>
    private IEnumerable<Claim> Claims(ImmutableSortedDictionary<string, Member> members)
    {
        if (_claims.Count == 0)
            yield break;
        var customers = members.Values.Where(m => m is { Operator: not null, State: MemberState.Approved }).ToLookup(m => m.Operator!, m => m.Zones, StringComparer.Ordinal);
        var refused = _shell.Committed.RefusedClaims.ToLookup(c => c.Member, c => c.Zone, StringComparer.Ordinal);
        foreach (var (id, zones) in _claims)
        {
            if (!members.TryGetValue(id, out var member) || member.State == MemberState.Suspended)
                continue;
            Prefix[] decided = [.. member.Zones, .. customers[id].SelectMany(z => z), .. refused[id]];
            foreach (var zone in zones)
                if (!decided.Any(d => d.Contains(zone)))
                    yield return new(id, zone);
        }
    }

    [LoggerMessage(2002, LogLevel.Warning, "{Member} joined as '{Name}' with key {Key}: pending until an administrator approves it", EventName = "Consortium.Joined")]
    private partial void LogJoined(string member, string name, string key);

    [LoggerMessage(2003, LogLevel.Warning, "{Member} (key {Key}, from {From}) was refused {Command}: {Why}", EventName = "Consortium.AdministrationRefused")]
    private partial void LogRefused(string member, string key, string? from, string command, string why);
}
