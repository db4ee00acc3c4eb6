using System.Collections.Immutable;
using System.Security.Cryptography;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Names;
using Grains;
using Grains.Consortium;
using Grains.Customers;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;
using Grains.Presence;
using Links.Mechanism;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Consortium;
using Orchestrator.Gateway.Identity;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>The orchestrator as server of the JSON mechanism: knows who a peer is, translates, and asks the grains.</summary>
internal sealed partial class GatewayHandler(
    IGrainFactory grains,
    ConsortiumView consortium,
    ConsortiumFileWatcher file,
    MemberRates rates,
    SenderIds senders,
    CertificateMemory certificates,
    LinkIdentity identity,
    PlanningSettings planning,
    Contract contract,
    TargetNames names,
    ServingOrder order,
    TimeProvider time,
    ILogger<GatewayHandler> log) : IMechanismHandler
{
    public async ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation)
    {
        // A member that is not known only because the members have not been read back must not be told that it is none: it would give up for good.
        if (consortium.FetchedAt is null || !file.Looked)
            return Refusals.NotReady("the orchestrator has just started and does not know its members yet", name);
        var member = Find(peer);
        if (member is null && peer.User is not null)
            return Refusals.Forbidden($"no member has the {peer.Name} any more");
        if (member is null && name != MessageName.Registration)
            return Refusals.Forbidden($"no member has the key {peer.SenderId}; register first");
        if (member is { State: MemberState.Suspended })
            return Refusals.Forbidden($"{member.Id} is suspended");
        if (member is { State: MemberState.Pending } && name is not (MessageName.Registration or MessageName.RegistrationCancelling or MessageName.Heartbeat))
            return Refusals.Forbidden($"{member.Id} is pending: until an administrator approved it, it may only register, cancel and send heartbeats");
        if (member is { Addresses.IsEmpty: false } && !member.Addresses.Any(a => a.Contains(Prefix.FromAddress(peer.Address))))
            return Refusals.Forbidden($"{member.Id} may not send from {peer.Address}");
        if ((member is null ? rates.WaitStranger(peer.SenderId, name) : rates.Wait(member.Id, name)) is { } wait)
            return new MechanismRefusal(429, 255, $"{member?.Id ?? peer.SenderId} sends more than it may") { RetryAfter = wait };
        if (member is not null)
        {
            certificates.Remember(peer);
            await senders.Fetch(peer, member);
        }
        return null;
    }

    public async ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.Registration, cancellation);
        var kind = received.Message.Extension?.Kind == RegistrantKind.Operator ? MemberKind.Operator : MemberKind.Customer;
        var member = Find(received.Peer)
            ?? await grains.GetGrain<IConsortiumGrain>(0).Join(received.Peer.SenderId, received.Message.CustomerName, kind, received.Peer.Address.ToString());
        var translation = new RegistrationTranslation(member, consortium.Current, contract, identity.AllowPrivateAddresses);
        var (record, response, refusal) = translation.Translate(received.Message, received.Body, time.GetUtcNow());
        if (refusal is not null)
            return refusal;

        certificates.Remember(received.Peer);
        var mode = received.Peer.Mode();
        record = record! with { Mode = mode, Operator = record.Operator is { } own ? own with { Mode = mode } : null };
        if (await grains.GetGrain<ICustomerGrain>(member.Id).Register(As(member, received.Peer), record!) is { } refused)
            return Refusals.Of(refused, MessageName.Registration);
        await Tell(member.Id, record);
        LogRegistered(member.Id, member.State, record!.Zones.Length, response!.MitigationStatus ?? "", record.CallbackUrl ?? "none");
        foreach (var zone in record.Claims)
            if (consortium.Current.Disputes(member, zone) is { } other)
                LogDisputed(member.Id, zone, other.Id);
        return response;
    }

    public async ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.RegistrationCancelling, cancellation);
        if (Find(received.Peer) is not { } member)
            return Refusals.Forbidden($"no member has the {(received.Peer.User is null ? "key " : "")}{received.Peer.Name} any more");
        if (received.Message.CustomerId != member.Id)
            return Refusals.Forbidden($"customer_id {received.Message.CustomerId} is not {member.Id}'s");

        var cancelled = await grains.GetGrain<ICustomerGrain>(member.Id).Cancel(As(member, received.Peer), received.Message.Reasons);
        if (cancelled.Refused is { } refused)
            return Refusals.Of(refused, MessageName.RegistrationCancelling);
        await Tell(member.Id, null);
        return new RegistrationCancellingResponse { CustomerId = member.Id, Result = $"cancelled; mitigations withdrawn: {cancelled.Withdrawn}" };
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.MitigationRequest, cancellation);
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        var customer = grains.GetGrain<ICustomerGrain>(member.Id);

        var (words, unknown) = await TargetLookUp.Of(member.Id, message.Header, () => Words(customer), names, cancellation);
        if (unknown is not null)
            return unknown;
        var (request, invalid) = RequestTranslation.Translate(message, words.Find);
        if (request is null)
            return invalid!;

        if (message.Extension?.PlanOnly == true)
        {
            var tried = await customer.Try(As(member, received.Peer), message.AlertId, request);
            return tried.Plan is { } plan
                ? StatusMessages.OfPlan(message.AlertId, plan, request, identity.SenderId, consortium.Current.Snapshot.Visibility, time.GetUtcNow())
                : Refusals.Of(Explained(tried.Refused!), MessageName.MitigationRequest);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(received.Body.Span));
        var answer = await customer.Ask(As(member, received.Peer), message.AlertId, request, received.Date, hash);
        if (answer.Refused is { } refused)
            return Refusals.Of(Explained(refused), MessageName.MitigationRequest);
        return Answer(answer, MessageName.MitigationRequest, await Extends(customer, message.Extension));

        Refused Explained(Refused refused) => refused with { Detail = words.Explain(refused.Detail) };
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        var customer = grains.GetGrain<ICustomerGrain>(member.Id);
        var answer = await customer.Withdraw(As(member, received.Peer), message.AlertId);
        return Answer(answer, MessageName.MitigationTerminationRequest, await Extends(customer, message.Extension));
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.MitigationEfficacyUpdates, cancellation);
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        var customer = grains.GetGrain<ICustomerGrain>(member.Id);
        var registration = await customer.Registration();
        var report = new EfficacyReport(received.Date, message.AttackStatus == AttackStatus.Terminated, message.Health, registration?.HealthThreshold ?? planning.RecruitBelowHealth);
        return Answer(await customer.Efficacy(As(member, received.Peer), message.AlertId, report), MessageName.MitigationEfficacyUpdates, registration?.Extensions == true);
    }

    public async ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        var refused = await grains.GetGrain<ICustomerGrain>(member.Id).Acknowledge(As(member, received.Peer), message.AlertId);
        return refused is null ? Nothing.Instance : Refusals.Of(refused, MessageName.MitigationTerminationStatusAcknowledgement);
    }

    public async ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.MitigationStatusUpdates, cancellation);
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        if (message.Extension?.Engagement is not { } engagement)
            return new MechanismRefusal(400, 0, "extensions.orchestrator.engagement is missing: a report must say which engagement it is about");
        if (!MitigationKey.TryParseEngagement(engagement.Id, out var key, out _) || key.ControllersAlert != message.AlertId)
            return Refusals.Forbidden($"{member.Id} was not asked for {engagement.Id} under this alert_id");

        var report = ReportTranslation.Translate(message, engagement);
        var refused = await grains.GetGrain<IMitigationGrain>(key.ToString()).Report(As(member, received.Peer), report);
        if (refused is not null)
            return Refusals.Of(refused, MessageName.MitigationStatusUpdates);
        await grains.GetGrain<IOperatorGrain>(member.Id).Seen(report.Answer);
        return Nothing.Instance;
    }

    public async ValueTask<Answer<Nothing>> ReportSighting(Received<SightingReport> received, CancellationToken cancellation)
    {
        using var place = await order.Turn(MessageName.SightingReport, cancellation);
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var member) is { } refusal)
            return refusal;
        if (member.Kind != MemberKind.Operator || !SightingId.TryParse(message.SightingId, out var id) || consortium.Current.Find(id.Mitigation.Member) is null)
            return Refusals.Forbidden($"{member.Id} was not asked for this sighting_id");
        if (message.Ingress.Length > SightingAnswer.MaxIngress)
            return Refusals.Invalid($"ingress has {message.Ingress.Length} elements, more than {SightingAnswer.MaxIngress}", MessageName.SightingReport);

        var refused = await grains.GetGrain<IMitigationGrain>(id.Mitigation.ToString()).Sighted(As(member, received.Peer), SightingMessages.Answer(message));
        if (refused is not null)
            return Refusals.Of(refused, MessageName.SightingReport);
        await grains.GetGrain<IOperatorGrain>(member.Id).Seen(null);
        return Nothing.Instance;
    }

    public async ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        if (Impostor(received.Peer, received.Message.SenderId, received.Message.SenderAsn, out var member) is { } refusal)
            return refusal;
        var controller = consortium.Current.Profile(member.Id);
        if (controller is not null)
            await grains.GetGrain<IOperatorGrain>(member.Id).Seen(null);
        if (controller is not { Leaving: false })
            await grains.GetGrain<IPresenceGrain>(0).Seen(member.Id);
        var customer = grains.GetGrain<ICustomerGrain>(member.Id);
        var extensions = await Extends(customer, received.Message.Extension);
        var changed = extensions ? await customer.Beat(As(member, received.Peer)) : [];
        return new Heartbeat
        {
            SenderId = identity.SenderId,
            Extension = extensions ? new HeartbeatExtension { Now = time.GetUtcNow(), Mitigations = [.. changed.Select(s => Message(s, extensions))] } : null,
        };
    }

    private static async Task<TargetWords?> Words(ICustomerGrain customer) => await customer.Registration() is { } registration
        ? new(word => registration.Aliases.TryGetValue(word, out var zone) ? zone : null, registration.Names)
        : null;

    /// <summary>Tells the consortium what a member's registration, now stored, says to others; null: there is none any more.</summary>
    private async Task Tell(string member, RegistrationRecord? record)
    {
        var registry = grains.GetGrain<IConsortiumGrain>(0);
        var presence = grains.GetGrain<IPresenceGrain>(0);
        await (record?.Operator is { } profile ? registry.Registered(profile) : registry.Unregistered(member));
        await (record is { Operator: null } ? presence.Registered(member, Callback.Of(record)) : presence.Unregistered(member));

        // Nearly every member claims what is approved and nothing else.
        if (record is { Claims.IsEmpty: false } || consortium.Current.Claims(member))
            await registry.Claimed(member, record?.Claims ?? []);
        await consortium.Refresh();
    }

    /// <summary>sender_id and sender_asn must be this peer's (mechanism, section 4).</summary>
    private MechanismRefusal? Impostor(Peer peer, string senderId, uint senderAsn, out Member member)
    {
        member = Find(peer)!;
        if (member is null)
            return Refusals.Forbidden($"no member has the {(peer.User is null ? "key " : "")}{peer.Name} any more");
        if (senders.Foreign(peer, member, senderId) is { } foreign)
            return Refusals.Forbidden(foreign);
        var asns = member.Kind == MemberKind.Operator ? member.Asns : [0, .. consortium.Current.Find(member.Operator ?? "")?.Asns ?? []];
        return asns.Contains(senderAsn) || (member.State == MemberState.Pending)
            ? null
            : Refusals.Forbidden($"sender_asn {senderAsn} is not {member.Id}'s ({string.Join(", ", asns)})");
    }

    /// <summary>
    /// Whether extensions may be sent: to who announced them by its registration. Who sends some itself knows them too, and may ask before it registers.
    /// </summary>
    private static async ValueTask<bool> Extends(ICustomerGrain customer, object? sent) => sent is not null || (await customer.Registration())?.Extensions == true;

    private Answer<MitigationStatusUpdates> Answer(MitigationAnswer answer, MessageName name, bool extensions) =>
        answer.Refused is { } refused ? Refusals.Of(refused, name) : Message(answer.Status!, extensions);

    private MitigationStatusUpdates Message(Grains.Mitigations.MitigationStatus status, bool extensions) =>
        StatusMessages.Of(status, identity.SenderId, consortium.Current.Snapshot.Visibility, extensions);

    private Member? Find(Peer peer) => peer.User is { } user ? consortium.Current.FindByUser(user)?.Member : consortium.Current.FindByKey(peer.SenderId);

    private static Principal As(Member member, Peer peer) => new(member.Id, peer.Name, peer.Address.ToString());

    [LoggerMessage(1101, LogLevel.Information, "{Member} ({State}) registered {Claimed} zones: {Outcome}; controller or callback at {Url}", EventName = "Member.Registered")]
    private partial void LogRegistered(string member, MemberState state, int claimed, string outcome, string url);

    [LoggerMessage(1102, LogLevel.Warning, "{Member} claims {Zone}, which {Other} holds or claims as well: disputed, nobody may blackhole in it; approve it for {Member} or refuse its claim", EventName = "Zone.Disputed")]
    private partial void LogDisputed(string member, Prefix zone, string other);
}
