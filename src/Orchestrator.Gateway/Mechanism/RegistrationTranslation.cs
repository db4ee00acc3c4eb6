using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using OperatorProfile = Grains.Operators.OperatorProfile;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>From the JSON mechanism's registration to what the grains keep: only what an administrator approved counts, the excess stays pending.</summary>
internal static class RegistrationTranslation
{
    /// <summary>What is to be stored and what is answered; or why the registration is refused.</summary>
    public static (RegistrationRecord? Record, RegistrationResponse? Response, MechanismRefusal? Refusal) Translate(
        Registration message, ReadOnlyMemory<byte> body, Member member, ConsortiumIndex consortium, bool allowPrivateUrls, DateTimeOffset now)
    {
        var extension = message.Extension;
        string? callback = null;
        if (extension?.CallbackUrl is { } url)
        {
            var verdict = PeerUrl.Check(url.OriginalString, allowPrivateUrls);
            if (verdict.Url is null)
                return (null, null, Refusals.Invalid($"extensions.orchestrator.callback_url {url} {verdict.Fault}", MessageName.Registration));
            callback = verdict.Url.ToString();
        }

        if (message.SecurityProfile is { Tls: false })
            return (null, null, new(500, 5, "security_profile: this orchestrator speaks TLS only"));

        var approved = consortium.MayProtect(member).ToImmutableArray();

        // All that it claims is kept: what counts is decided with each request, so that a later approval needs no new registration.
        var claimed = message.ProtectedZones.Where(z => z.Prefix is not null).ToImmutableArray();
        var zones = claimed.Where(z => approved.Any(a => a.Contains(z.Prefix!.Value))).ToImmutableArray();
        var aliases = claimed.Where(z => z.NeedAlias).ToImmutableSortedDictionary(z => Alias(member, z), z => z.Prefix!.Value, StringComparer.Ordinal);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var record = new RegistrationRecord
        {
            CustomerName = message.CustomerName,
            Zones = [.. claimed.Select(z => z.Prefix!.Value)],
            Aliases = aliases,
            Ports = message.ProtectedPorts,
            Protocols = message.ProtectedProtocols,
            Countermeasures = Actions(message.Countermeasures),
            CallbackUrl = callback,
            Operator = Profile(message, member, callback),
            Body = Encoding.UTF8.GetString(body.Span),
            TokenHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token))),
            At = now,
            Extensions = extension is not null,
            HealthThreshold = extension?.HealthThreshold,
        };
        var response = new RegistrationResponse
        {
            CustomerName = message.CustomerName,
            CustomerId = member.Id,
            Aliases = [.. claimed.Where(z => z.NeedAlias).Select(z => new ZoneAlias { Index = z.Index, Alias = Alias(member, z) })],
            SecurityProfile = "TLS",
            AccessToken = token,
            RegistrationTime = now,
            MitigationStatus = Pending(message, zones, member),
            Extension = extension is null ? null : new RegistrationResponseExtension
            {
                MemberId = member.Id,
                State = member.State == MemberState.Approved ? RegistrationState.Approved : RegistrationState.Pending,
                Disputed = [.. message.ProtectedZones.Where(z => Disputed(z, member, consortium)).Select(z => z.Index)],
            },
        };
        return (record, response, null);
    }

    private static string Alias(Member member, ProtectedZone zone) => $"{member.Id}-zone-{zone.Index}";

    /// <summary>Somebody else, neither its operator nor its customer, was proven to hold it.</summary>
    private static bool Disputed(ProtectedZone zone, Member member, ConsortiumIndex consortium) =>
        zone.Prefix is { } claimed && !consortium.MayProtect(member).Any(own => own.Contains(claimed))
        && consortium.Holding([claimed]).Any(m => m.Id != member.Id && m.Operator != member.Id && member.Operator != m.Id);

    private static string Pending(Registration message, ImmutableArray<ProtectedZone> approved, Member member)
    {
        var pending = message.ProtectedZones.Where(z => z.Prefix is not null).Except(approved).Select(z => z.Index).ToArray();
        return member.State != MemberState.Approved ? "registered; pending approval by the consortium's administrators"
            : pending.Length == 0 ? "ready"
            : $"ready; zones pending approval: {string.Join(',', pending)}";
    }

    private static ImmutableArray<HelpAction> Actions(Countermeasures countermeasures) =>
    [
        .. countermeasures.HasFlag(Countermeasures.Mitigation) ? [HelpAction.Mitigation] : Array.Empty<HelpAction>(),
        .. countermeasures.HasFlag(Countermeasures.Blackhole) ? [HelpAction.Blackhole] : Array.Empty<HelpAction>(),
        .. countermeasures.HasFlag(Countermeasures.Flowspec) ? [HelpAction.Flowspec] : Array.Empty<HelpAction>(),
    ];

    private static OperatorProfile? Profile(Registration message, Member member, string? callback)
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
            RulesMax = Number(said.RulesMax),
            RulesFree = Number(said.RulesFree),
            ScrubBps = said.ScrubBps,
            PortBps = said.PortBps,
            Countermeasures = [.. Actions(said.Countermeasures ?? Countermeasures.Mitigation | Countermeasures.Flowspec).Select(a => a.ToString().ToLowerInvariant())],
            IpVersions = said.IpVersions switch { IpVersions.V4 => ["v4"], IpVersions.V6 => ["v6"], _ => ["v4", "v6"] },
            Cost = said.Cost,
            Noc = said.Noc ?? member.Noc,
        };
    }

    private static int? Number(long? value) => value is { } known ? (int)Math.Min(known, int.MaxValue) : null;
}
