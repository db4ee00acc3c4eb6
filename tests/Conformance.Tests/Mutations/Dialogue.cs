using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dots.Mechanism;

namespace Conformance.Tests.Mutations;

/// <summary>What a sender has going with its server: fills templates in, and puts right what an accepted mutation changed, so that the next one meets the same state.</summary>
internal abstract class Dialogue(IReadOnlyList<Seed> seeds)
{
    private int _number = 1_000_000;

    public IReadOnlyList<Seed> Seeds { get; } = seeds;

    /// <summary>alert_id of the present mitigation.</summary>
    public string Current { get; protected set; } = "";

    /// <summary>The body with what stands for something replaced by what it stands for.</summary>
    public byte[] Filled(byte[] template)
    {
        var body = (byte[])template.Clone();
        Exchange(body, Seed.Alert, Current);
        Exchange(body, Seed.Growing, Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture));
        return body;
    }

    /// <summary>A body as a template again.</summary>
    public byte[] Template(byte[] body)
    {
        var template = (byte[])body.Clone();
        Exchange(template, Current, Seed.Alert);
        return template;
    }

    /// <summary>Before the first mutation and after what was done without <see cref="After"/>: into the state in which mutations are sent.</summary>
    public virtual Task Begin(Sender sender) => Task.CompletedTask;

    /// <summary>After an answer of 200.</summary>
    /// <returns>What is wrong with this having been accepted; null: nothing.</returns>
    public virtual Task<string?> After(Sender sender, Shot shot, PeerConnection.PeerAnswer answer) => Task.FromResult<string?>(null);

    /// <summary>Withdraws what still runs.</summary>
    public virtual Task End(Sender sender) => Task.CompletedTask;


    private static void Exchange(byte[] body, string from, string to)
    {
        if (from.Length != to.Length)
            return;
        var (old, instead) = (Encoding.ASCII.GetBytes(from), Encoding.ASCII.GetBytes(to));
        for (var at = body.AsSpan().IndexOf(old); at >= 0; at = body.AsSpan().IndexOf(old))
            instead.CopyTo(body, at);
    }
}

/// <summary>Of somebody who cannot change anything that lasts.</summary>
internal sealed class IdleDialogue(IReadOnlyList<Seed> seeds) : Dialogue(seeds);

/// <summary>Of one that asks for help: registered, with one mitigation running.</summary>
internal sealed class AskerDialogue(Identity identity, IReadOnlyList<Seed> seeds) : Dialogue(seeds)
{
    /// <summary>Accepted messages about one mitigation before the next begins.</summary>
    private const int AtMost = 16;

    private int _alerts;
    private int _used;

    /// <summary>The last one is the one with everything.</summary>
    private Seed Registration => Seeds.Last(s => s.Endpoint == "dots/api/registration");

    public override async Task Begin(Sender sender)
    {
        await sender.Say(Registration);
        await Next(sender);
    }

    public override async Task<string?> After(Sender sender, Shot shot, PeerConnection.PeerAnswer answer)
    {
        switch (shot.Name)
        {
            case "registration":
                await sender.Say(Registration);
                break;
            case "registration_cancelling":
                await Begin(sender);
                break;
            case "mitigation_request" when MechanismCodec.Parse<MitigationStatusUpdates>(answer.Body).Message is { } status && status.AlertId != Current:
                await Withdraw(sender, status.AlertId);
                break;
            case "mitigation_request" when ++_used >= AtMost:
                await End(sender);
                await Next(sender);
                break;
            case "mitigation_termination_request" when MechanismCodec.Parse<MitigationStatusUpdates>(answer.Body).Message?.AlertId == Current:
                await Next(sender);
                break;
        }

        return null;
    }

    public override Task End(Sender sender) => Withdraw(sender, Current);

    private async Task Next(Sender sender)
    {
        Current = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.Name} {++_alerts}")));
        _used = 0;
        await sender.Say(Seeds.First(s => s.Endpoint == "dots/api/mitigation_request"));
    }

    private async Task Withdraw(Sender sender, string alert)
    {
        var body = new MitigationTerminationRequest { AlertId = alert, SenderId = identity.Id, SenderAsn = identity.Asn };
        await sender.Say("dots/api/mitigation_termination_request", MechanismCodec.Encode(body), 200);
    }
}

/// <summary>Of an orchestrator with a controller: one order in force.</summary>
internal sealed class OrderDialogue(Identity identity, IReadOnlyList<Seed> seeds, string member) : Dialogue(seeds)
{
    private const int AtMost = 16;

    private int _alerts;
    private int _used;

    public override async Task Begin(Sender sender)
    {
        Current = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{member} {++_alerts}")));
        _used = 0;
        await sender.Say(Seeds[0]);
    }

    public override async Task<string?> After(Sender sender, Shot shot, PeerConnection.PeerAnswer answer)
    {
        switch (shot.Name)
        {
            case "mitigation_request" when MechanismCodec.Parse<MitigationRequest>(shot.Body).Message?.Extension?.Engagement is { } order:
                var alert = MechanismCodec.Parse<MitigationRequest>(shot.Body).Message!.AlertId;
                if (order.Id != Own)
                    await Withdraw(sender, alert, order with { Revision = order.Revision == int.MaxValue ? int.MaxValue : order.Revision + 1 });
                else if (++_used >= AtMost)
                    await Renew(sender);
                break;
            case "mitigation_termination_request":
                await Renew(sender);
                break;
        }

        return null;
    }

    public override Task End(Sender sender) => Withdraw(sender, Current, new EngagementOrder { Id = Own, Revision = int.MaxValue, NotAfter = DateTimeOffset.UnixEpoch.AddYears(56) });

    private string Own => $"asker0:{Current}/{member}";

    private async Task Renew(Sender sender)
    {
        await End(sender);
        await Begin(sender);
    }

    private async Task Withdraw(Sender sender, string alert, EngagementOrder order)
    {
        var body = new MitigationTerminationRequest
        {
            AlertId = alert, SenderId = identity.Id,
            Extension = new() { Engagement = new EngagementOrder { Id = order.Id, Revision = order.Revision, NotAfter = order.NotAfter } },
        };
        // 403: what was taken in with the highest revision there is stays until its end.
        await sender.Say("dots/api/mitigation_termination_request", MechanismCodec.Encode(body), 200, 403);
    }
}

/// <summary>Of an administrator: what its roles do not let it do is never accepted.</summary>
internal sealed class AdministratorDialogue(IReadOnlyList<Seed> seeds, params string[] allowed) : Dialogue(seeds)
{
    public override Task<string?> After(Sender sender, Shot shot, PeerConnection.PeerAnswer answer) =>
        Task.FromResult(allowed.Contains(shot.Name) || answer.Body.Length == 0 ? null : $"{sender.Name} may not do {shot.Name}, and did");
}
