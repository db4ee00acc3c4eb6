using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Links.Mechanism;
using OperatorProfile = Grains.Operators.OperatorProfile;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>From the JSON mechanism's registration to what the grains keep: only what an administrator approved counts, the excess stays pending.</summary>
/// <param name="contract">What every member is promised.</param>
internal sealed class RegistrationTranslation(Member member, ConsortiumIndex consortium, Contract contract, bool allowPrivateUrls)
{
    private const int ZoneConflict = 3, ProfileNotSupported = 5;

    /// <summary>What is to be stored and what is answered; or why the registration is refused.</summary>
    public (RegistrationRecord? Record, RegistrationResponse? Response, MechanismRefusal? Refusal) Translate(Registration message, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var (callback, badUrl) = Callback(message);
        var (endPoints, unreadable) = ReturningPath.Read(message);

        // All that it claims is kept: what counts is decided with each request, so that a later approval needs no new registration.
        ImmutableArray<ProtectedZone> claimed = [.. message.ProtectedZones.Where(z => z.Prefix is not null)];
        ImmutableArray<Prefix> zones = [.. claimed.Select(z => z.Prefix!.Value)];
        ImmutableArray<Prefix> approved = [.. consortium.MayProtect(member)];
        ImmutableArray<ProtectedZone> excess = [.. claimed.Where(z => !approved.Any(a => a.Contains(z.Prefix!.Value)))];

        // In the order of mechanism, section 4: values, what is not the sender's, what is not offered, conflicts.
        var refusal = badUrl ?? unreadable ?? RegisteredNames.Check(message) ?? RegistrationLists.CheckEach(message, new PrefixSet(zones)) ?? Returns(endPoints, zones)
            ?? Security(message) ?? RefusedClaim(message, excess) ?? RegistrationLists.CheckTogether(message);
        if (refusal is not null)
            return (null, null, refusal);

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var record = new RegistrationRecord
        {
            CustomerName = message.CustomerName,
            Zones = zones,
            Claims = [.. excess.Select(z => z.Prefix!.Value)],
            Aliases = claimed.Where(z => z.NeedAlias).ToImmutableSortedDictionary(Alias, z => z.Prefix!.Value, StringComparer.Ordinal),
            Names = RegisteredNames.Of(message, Alias),
            Ports = message.ProtectedPorts,
            Protocols = message.ProtectedProtocols,
            Countermeasures = Actions(message.Countermeasures),
            AcceptList = message.WhiteList,
            DropList = message.BlackList,
            TunnelInformation = message.TunnelInformation,
            NextHop = message.NextHop,
            EndPoints = [.. endPoints.Select(p => p.Address)],
            CallbackUrl = callback,
            Operator = Profile(message, callback),
            Body = Encoding.UTF8.GetString(body.Span),
            TokenHash = SenderId.Of(member.Id, token),
            At = now,
            Extensions = message.Extension is not null,
            HealthThreshold = message.Extension?.HealthThreshold,
        };
        return (record, Answer(message, excess, token, now), null);
    }

    private RegistrationResponse Answer(Registration message, ImmutableArray<ProtectedZone> excess, string token, DateTimeOffset now) => new()
    {
        CustomerName = message.CustomerName,
        CustomerId = member.Id,
        Aliases = [.. message.ProtectedZones.Where(RegisteredNames.HasAlias).Select(z => new ZoneAlias { Index = z.Index, Alias = Alias(z) })],
        SecurityProfile = "TLS",
        AccessToken = token,
        ThresholdsBps = contract.ThresholdBps,
        ThresholdsPps = contract.ThresholdPps,
        Duration = contract.Duration,
        CapableAttackTypes = contract.AttackTypes,
        RegistrationTime = now,
        MitigationStatus = Pending(message, excess),
        Extension = message.Extension is null ? null : new RegistrationResponseExtension
        {
            MemberId = member.Id,
            State = member.State == MemberState.Approved ? RegistrationState.Approved : RegistrationState.Pending,
            Disputed = [.. message.ProtectedZones.Where(z => z.Prefix is { } zone && consortium.Disputes(member, zone) is not null).Select(z => z.Index)],
        },
    };

    private (string? Url, MechanismRefusal? Refusal) Callback(Registration message)
    {
        if (message.Extension?.CallbackUrl is not { } url)
            return (null, null);
        var verdict = PeerUrl.Check(url.OriginalString, allowPrivateUrls);
        return verdict.Url is { } allowed
            ? (allowed.ToString(), null)
            : (null, Refusals.Invalid($"extensions.orchestrator.callback_url {url} {verdict.Fault}", MessageName.Registration));
    }

    private MechanismRefusal? Returns(ImmutableArray<(string Attribute, Prefix Address)> endPoints, ImmutableArray<Prefix> zones)
    {
        foreach (var (attribute, address) in endPoints)
        {
            if (zones.Any(z => z.Contains(address)))
                return Refusals.Forbidden($"{attribute}: the end point {address} lies inside the protected zone {zones.First(z => z.Contains(address))}: diverted traffic would never get back");
            if (!consortium.HoldsOrItsOperator(member, address))
                return Refusals.Forbidden($"{attribute}: the end point {address} is in no approved zone of {member.Id}'s{(member.Operator is { } op ? $", nor of {op}'s" : "")}");
        }

        return null;
    }

    private static MechanismRefusal? Security(Registration message) =>
        message.SecurityProfile is { Tls: false } or { Tls: not true, Dtls: true } or { Tls: not true, CoAP: true }
            ? new(500, ProfileNotSupported, "security_profile: this orchestrator speaks TLS only")
            : null;

    private MechanismRefusal? RefusedClaim(Registration message, ImmutableArray<ProtectedZone> excess)
    {
        for (var at = 0; at < message.ProtectedZones.Length; at++)
            if (excess.Contains(message.ProtectedZones[at]) && consortium.ClaimRefused(member.Id, message.ProtectedZones[at].Prefix!.Value))
                return new(409, ZoneConflict, $"protected_zone[{at}] {message.ProtectedZones[at].Prefix} is another member's: an administrator decided against this claim; leave it out");
        return null;
    }

    private string Alias(ProtectedZone zone) => $"{member.Id}-zone-{zone.Index}";

    private string Pending(Registration message, ImmutableArray<ProtectedZone> excess)
    {
        if (member.State != MemberState.Approved)
            return "registered; pending approval by the consortium's administrators";
        var asns = member.Kind == MemberKind.Operator ? message.Extension?.Operator?.Asns.Except(member.Asns).ToArray() ?? [] : [];
        return "ready"
            + (excess.IsEmpty ? "" : $"; zones pending approval: {string.Join(',', excess.Select(z => z.Index))}")
            + (asns.Length == 0 ? "" : $"; ASNs pending approval: {string.Join(',', asns)}");
    }

    private static ImmutableArray<HelpAction> Actions(Countermeasures countermeasures) =>
    [
        .. countermeasures.HasFlag(Countermeasures.Mitigation) ? [HelpAction.Mitigation] : Array.Empty<HelpAction>(),
        .. countermeasures.HasFlag(Countermeasures.Blackhole) ? [HelpAction.Blackhole] : Array.Empty<HelpAction>(),
        .. countermeasures.HasFlag(Countermeasures.Flowspec) ? [HelpAction.Flowspec] : Array.Empty<HelpAction>(),
    ];

    private OperatorProfile? Profile(Registration message, string? callback)
    {
        // Without a URL there is nobody to order; without approval it is never asked (the consortium leaves it out).
        if (member.Kind != MemberKind.Operator || callback is null || message.Extension is not { } extension)
            return null;
        var said = extension.Operator ?? new();
        return new OperatorProfile
        {
            Member = member.Id,
            Url = callback,
            Kind = said.Kind switch { OperatorKind.Exchange => "exchange", OperatorKind.Scrubber => "scrubber", _ => "on-path" },
            Asns = said.Asns.IsDefaultOrEmpty ? member.Asns : said.Asns,
            RulesMax = OrderAnswers.Entries(said.RulesMax),
            RulesFree = OrderAnswers.Entries(said.RulesFree),
            ScrubBps = said.ScrubBps,

            // A network without ports carries nothing: whoever says 0 has not said.
            PortBps = said.PortBps is > 0 ? said.PortBps : null,
            Countermeasures = [.. Actions(said.Countermeasures ?? Countermeasures.Mitigation | Countermeasures.Flowspec).Select(a => a.ToString().ToLowerInvariant())],
            IpVersions = said.IpVersions switch { IpVersions.V4 => ["v4"], IpVersions.V6 => ["v6"], _ => ["v4", "v6"] },
            Cost = said.Cost,
            Noc = said.Noc ?? member.Noc,
        };
    }
}
