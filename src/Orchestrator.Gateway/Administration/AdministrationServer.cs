using System.Net;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Gateway.Consortium;
using Orchestrator.Gateway.Identity;

namespace Orchestrator.Gateway.Administration;

/// <summary>
/// POST /admin/NAME: what administrators do, by the certificate of a key that has a role. No Date is asked for: nothing sent over mutual TLS can be played
/// again, and people call this with curl.
/// </summary>
internal sealed partial class AdministrationServer(
    AdministrationCommands commands,
    PeerCertificates certificates,
    ConsortiumView consortium,
    ConsortiumFileWatcher file,
    TimeProvider time,
    ILogger<AdministrationServer> log)
{
    private const int MaximumBytes = 256 * 1024;
    private const int PerSecond = 5;
    private const int Burst = 20;

    // Its own budget: nothing else that a member sends keeps its administrators from stopping it.
    private readonly MemberRates _rates = new(PerSecond, Burst, time);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var name in AdministrationCommands.Names)
            endpoints.Map("/admin/" + name, (RequestDelegate)(context => Serve(context, name)));
        endpoints.Map("/admin/{**rest}", (RequestDelegate)(context => Reply.Error(StatusCodes.Status404NotFound, $"there is nothing at this path; there are {string.Join(", ", AdministrationCommands.Names)}").Write(context.Response)));
    }

    private async Task Serve(HttpContext context, string name)
    {
        Principal? by = null;
        var reply = Admit(context.Connection, out var member, ref by);
        if (reply is null)
        {
            (var body, reply) = await JsonRequest.Read(context.Request, MaximumBytes, time);
            if (body is not null)
                reply = await Carry(context, name, body, by!);
        }

        if (member is not null)
            LogAnswered(name, member.Id, by!.Key, by.From, reply!.Status);
        await reply!.Write(context.Response);
    }

    private async Task<Reply> Carry(HttpContext context, string name, StrictObject body, Principal by)
    {
        try
        {
            return await commands.Carry(name, body, by);
        }
        catch (Exception failure)
        {
            // What was asked may or may not have been done: the grain reads back what is stored.
            LogFailed(name, by.Member, context.TraceIdentifier, failure);
            return Reply.Error(StatusCodes.Status500InternalServerError, $"the server failed, and it may or may not have been done: look before you ask again (reference {context.TraceIdentifier})");
        }
    }

    private Reply? Admit(ConnectionInfo connection, out Member? member, ref Principal? by)
    {
        member = null;
        var verdict = certificates.Verify(connection.ClientCertificate, CertificateUse.Client);
        if (!verdict.Accepted)
            return Reply.Error(StatusCodes.Status401Unauthorized, verdict.Detail);
        if (consortium.FetchedAt is null || !file.Looked)
            return Reply.Error(StatusCodes.Status503ServiceUnavailable, "the orchestrator has just started and does not know its members yet", TimeSpan.FromSeconds(1));
        var address = connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : connection.RemoteIpAddress ?? IPAddress.None;
        if (consortium.Current.FindByKey(verdict.SenderId) is not { } known)
            return Reply.Error(StatusCodes.Status403Forbidden, $"no member has the key {verdict.SenderId}");

        by = new(known.Id, verdict.SenderId, address.ToString());
        member = known;
        if (known.State != MemberState.Approved)
            return Reply.Error(StatusCodes.Status403Forbidden, $"{known.Id} is {known.State.ToString().ToLowerInvariant()}");
        if (!known.Roles.Any(r => r.Holder == verdict.SenderId))
            return Reply.Error(StatusCodes.Status403Forbidden, $"{known.Id}'s key {verdict.SenderId} has no role");
        if (!known.Addresses.IsEmpty && !known.Addresses.Any(a => a.Contains(Prefix.FromAddress(address))))
            return Reply.Error(StatusCodes.Status403Forbidden, $"{known.Id} may not send from {address}");
        return _rates.Wait(known.Id, MessageName.Registration) is { } wait ? Reply.Error(StatusCodes.Status429TooManyRequests, $"{known.Id} sends more than it may", wait) : null;
    }

    [LoggerMessage(1301, LogLevel.Information, "/admin/{Name} by {Member} (key {Key}, from {From}): {Status}", EventName = "Administration.Answered")]
    private partial void LogAnswered(string name, string member, string key, string? from, int status);

    [LoggerMessage(1302, LogLevel.Error, "/admin/{Name} by {Member} failed (reference {Reference}); it may or may not have been done", EventName = "Administration.Failed")]
    private partial void LogFailed(string name, string member, string reference, Exception failure);
}
