using System.Security.Cryptography;
using System.Text;
using Grains;
using Grains.Consortium;
using Grains.Identity;
using Grains.Operators;
using Grains.Presence;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.Enrolment;

namespace Orchestrator.Gateway.Administration;

/// <summary>What administrators may ask, by its name below /admin/ (docs/administration.md). Who may is decided by the consortium's grain, in its turn.</summary>
internal sealed class AdministrationCommands(IGrainFactory grains, ConsortiumView consortium, EnrolmentServer enrolment, TimeProvider time)
{
    private const int DefaultTokenSeconds = 3600;
    private const int TokenBytes = 32;

    public static readonly IReadOnlyList<string> Names = ["stop", "resume", "stops", "members", "approve", "suspend", "decide", "token", "remove_key"];

    private IConsortiumGrain Registry => grains.GetGrain<IConsortiumGrain>(0);

    public Task<Reply> Carry(string name, StrictObject body, Principal by) => name switch
    {
        "stop" => Stop(body, Registry.Stop, by),
        "resume" => Stop(body, Registry.Resume, by),
        "stops" => Task.FromResult(body.Problem() ?? Stops()),
        "members" => Members(body, by),
        "approve" => Approve(body, by),
        "suspend" => Suspend(body, by),
        "decide" => Decide(body, by),
        "token" => Token(body, by),
        "remove_key" => RemoveKey(body, by),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Reply> Stop(StrictObject body, Func<Principal, StopScope, string?, string, Task<Refused?>> act, Principal by)
    {
        var (scope, subject, why) = (body.Word<StopScope>("scope"), body.OptionalText("subject"), body.Text("why"));
        return body.Problem() ?? await After(act(by, scope, subject, why), Stops);
    }

    /// <summary>Who is heard of. Of others than one's own, and the customers of that, only consortium administrators are told: it says what of whose network does not work.</summary>
    private async Task<Reply> Members(StrictObject body, Principal by)
    {
        var member = body.OptionalText("member");
        if (body.Problem() is { } problem)
            return problem;
        var known = consortium.Current;
        var all = known.Find(by.Member)?.Roles.Any(r => r.Holder == by.Key && r.Role == Role.ConsortiumAdministrator) == true;
        Member[] shown = [.. known.Snapshot.Members.Where(m => (all || m.Id == by.Member || m.Operator == by.Member) && (member is null || m.Id == member))];
        if (member is not null && shown.Length == 0)
            return Reply.Error(StatusCodes.Status400BadRequest, $"there is no member '{member}', or it is not yours to see");
        var heard = (await grains.GetGrain<IPresenceGrain>(0).All()).ToDictionary(p => p.Member, StringComparer.Ordinal);
        return Reply.Done(new { Members = await Task.WhenAll(shown.Select(m => Shown(m, known.Profile(m.Id), heard.GetValueOrDefault(m.Id)))) });
    }

    private async Task<object> Shown(Member member, OperatorProfile? controller, MemberPresence? presence)
    {
        var (id, kind, state) = (member.Id, member.Kind.ToString().ToLowerInvariant(), member.State.ToString().ToLowerInvariant());
        if (controller is null || (controller.Leaving && presence is not null))
            return new { MemberId = id, Kind = kind, State = state, Watched = presence is not null && member.State != MemberState.Suspended, presence?.LastSeen, Lost = presence?.Lost ?? false };
        var health = await grains.GetGrain<IOperatorGrain>(id).Health();
        return new
        {
            MemberId = id, Kind = kind, State = state, Watched = !controller.Leaving, health.LastSeen, health.Lost, Controller = controller.Url, health.Queued, health.CircuitOpenUntil, health.LastFailure,
        };
    }

    private async Task<Reply> Approve(StrictObject body, Principal by)
    {
        var (member, why) = (body.Text("member"), body.Text("why"));
        var approval = new Approval(body.OptionalText("evidence"), body.OptionalAsns("asns"), body.OptionalPrefixes("zones"), body.OptionalPrefixes("rpki_overruled"));
        return body.Problem() ?? await After(Registry.Approve(by, member, approval, why), () => Member(member));
    }

    private async Task<Reply> Suspend(StrictObject body, Principal by)
    {
        var (member, why) = (body.Text("member"), body.Text("why"));
        return body.Problem() ?? await After(Registry.Suspend(by, member, why), () => Member(member));
    }

    private async Task<Reply> Decide(StrictObject body, Principal by)
    {
        var (member, zone, granted, why) = (body.Text("member"), body.Prefix("zone"), body.Flag("granted"), body.Text("why"));
        return body.Problem() ?? await After(Registry.DecideClaim(by, member, zone, granted, why), () => Member(member));
    }

    private async Task<Reply> RemoveKey(StrictObject body, Principal by)
    {
        var (member, key, why) = (body.Text("member"), body.Text("key").ToLowerInvariant(), body.Text("why"));
        return body.Problem() ?? await After(Registry.RemoveKey(by, member, key, why), () => Member(member));
    }

    private async Task<Reply> Token(StrictObject body, Principal by)
    {
        var (member, why, kind) = (body.Text("member"), body.Text("why"), body.OptionalText("kind"));
        var until = time.GetUtcNow().AddSeconds(body.OptionalNumber("lifetime") ?? DefaultTokenSeconds);
        if (body.Problem() is { } problem)
            return problem;
        if (enrolment.NotOffered is { } notOffered)
            return notOffered;
        var becomes = kind switch { null or "operator" => MemberKind.Operator, "customer" => MemberKind.Customer, "observer" => MemberKind.Observer, _ => (MemberKind?)null };
        if (becomes is null)
            return Reply.Error(StatusCodes.Status400BadRequest, "kind: expected one of operator, customer, observer");
        if (Uri.CheckHostName(member) != UriHostNameType.Dns)
            return Reply.Error(StatusCodes.Status400BadRequest, $"member: '{member}' cannot be the name in a certificate");

        // Only its hash stays here: whoever reads the journal cannot enrol.
        var token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return await After(Registry.Mint(by, new EnrolmentToken(HashOf(token), member, becomes.Value, until), why), () => Reply.Done(new { Token = token, MemberId = member, Expires = until }));
    }

    /// <summary>What is kept of a token.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async Task<Reply> After(Task<Refused?> act, Func<Reply> done)
    {
        if (await act is { } refused)
            return Of(refused);

        // This process shows what was done at once; others within a second.
        await consortium.Refresh();
        return done();
    }

    public static Reply Of(Refused refused) => refused.Reason switch
    {
        RefusalReason.NotApproved => Reply.Error(StatusCodes.Status403Forbidden, refused.Detail),
        RefusalReason.NotReady => Reply.Error(StatusCodes.Status503ServiceUnavailable, refused.Detail, TimeSpan.FromSeconds(5)),
        _ => Reply.Error(StatusCodes.Status400BadRequest, refused.Detail),
    };

    private Reply Stops() => Reply.Done(new
    {
        Stops = consortium.Current.Snapshot.Stops.Select(s => new { Scope = s.Scope.ToString().ToLowerInvariant(), s.Subject, s.By, s.At, s.Why }).ToArray(),
    });

    private Reply Member(string id) => Reply.Done(consortium.Current.Find(id) is { } member
        ? new { MemberId = id, State = member.State.ToString().ToLowerInvariant(), member.Asns, Zones = member.Zones.Select(z => z.ToString()).ToArray(), member.Keys, member.Evidence }
        : new { MemberId = id });
}
