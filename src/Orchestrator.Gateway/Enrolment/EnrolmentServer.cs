using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Gateway.Administration;
using Orchestrator.Gateway.Identity;

namespace Orchestrator.Gateway.Enrolment;

/// <summary>
/// POST /enroll: who has a one-time token and no certificate yet gets one for a key that stays with it (seeds/003, ancillary use cases).
/// The token is used up, and the key the member's, before anything is issued: when issuing fails or its answer is lost, the same key may come again.
/// </summary>
/// <param name="issuer">Null: enrolment is not offered.</param>
internal sealed partial class EnrolmentServer(
    ICertificateIssuer? issuer,
    X509Certificate2Collection authorities,
    PeerCertificates certificates,
    IGrainFactory grains,
    ConsortiumView consortium,
    TimeProvider time,
    ILogger<EnrolmentServer> log) : IDisposable
{
    private const int MaximumBytes = 16 * 1024;
    private const int LongestToken = 128;
    private const int AtOnce = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Strangers may come here: few at once, and each address seldom.
    private readonly MemberRates _rates = new(1, 5, time);
    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>What is answered where there is no authority to issue; null: there is one.</summary>
    public Reply? NotOffered => issuer is null ? Reply.Error(StatusCodes.Status404NotFound, "enrolment is not offered here: neither Enrolment:CaKey nor Enrolment:Command is set") : null;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.Map("/enroll", (RequestDelegate)Serve);

    public void Dispose() => _places.Dispose();

    private async Task Serve(HttpContext context)
    {
        var from = context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress ?? IPAddress.None;
        await (await Answer(context, from)).Write(context.Response);
    }

    private async Task<Reply> Answer(HttpContext context, IPAddress from)
    {
        if (NotOffered is { } not)
            return not;
        if (_rates.Wait(Neighbourhood(from), MessageName.Registration) is { } wait)
            return Reply.Error(StatusCodes.Status429TooManyRequests, "too many attempts from this address", wait);
        var (body, refusal) = await JsonRequest.Read(context.Request, MaximumBytes, time);
        if (body is null)
            return refusal!;
        var (token, csr) = (body.Text("token"), body.Text("csr"));
        if (body.Problem() is { } problem)
            return problem;
        if (token.Length > LongestToken)
            return Reply.Error(StatusCodes.Status400BadRequest, $"token: longer than {LongestToken} characters");

        if (!await _places.WaitAsync(0))
            return Reply.Error(StatusCodes.Status503ServiceUnavailable, "others are enrolling", TimeSpan.FromSeconds(2));
        try
        {
            using var late = new CancellationTokenSource(Limit, time);
            return await Enrol(token, csr, from.ToString(), late.Token);
        }
        catch (Exception failure)
        {
            LogFailed(from, context.TraceIdentifier, failure);
            return Reply.Error(
                StatusCodes.Status503ServiceUnavailable, $"no certificate was issued (reference {context.TraceIdentifier}); try again with the same key and token", TimeSpan.FromSeconds(30));
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<Reply> Enrol(string token, string csr, string from, CancellationToken cancellation)
    {
        var (request, problem) = SigningRequestReader.Read(csr);
        if (request is null)
            return Reply.Error(StatusCodes.Status400BadRequest, $"csr: {problem}");
        var answer = await grains.GetGrain<IConsortiumGrain>(0).Enrol(AdministrationCommands.HashOf(token), request.KeyId, from);
        if (answer.Refused is { } refused)
            return AdministrationCommands.Of(refused);

        await consortium.Refresh();
        var issued = await issuer!.Issue(request, answer.Member!, cancellation);
        var serial = Checked(issued, request, answer.Member!);
        LogEnrolled(answer.Member!, request.KeyId, serial, from);
        return Reply.Done(new { MemberId = answer.Member, Certificate = issued, Ca = string.Concat(authorities.Select(a => a.ExportCertificatePem() + "\n")) });
    }

    /// <summary>The serial. What an external command issued is not believed unseen: a certificate for another key or name would be somebody else's identity.</summary>
    private string Checked(string pem, SigningRequest request, string member)
    {
        try
        {
            using var issued = X509Certificate2.CreateFromPem(pem);
            var verdict = certificates.Verify(issued, CertificateUse.Client);
            return !verdict.Accepted ? throw new EnrolmentException($"what was issued is not accepted: {verdict.Detail}")
                : verdict.SenderId != request.KeyId ? throw new EnrolmentException("what was issued is for another key")
                : !ServerNames.Member(member)(issued, "") ? throw new EnrolmentException($"what was issued names {issued.Subject}, not {member}")
                : issued.SerialNumber;
        }
        catch (CryptographicException e)
        {
            throw new EnrolmentException($"what was issued is no PEM certificate: {e.Message}", e);
        }
    }

    // Whoever has one IPv6 address has 2^64.
    private static string Neighbourhood(IPAddress from) => from.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. from.GetAddressBytes()[..8], .. new byte[8]]) + "/64" : from.ToString();

    [LoggerMessage(1311, LogLevel.Warning, "{Member} enrolled key {Key} from {From}: certificate {Serial} issued", EventName = "Enrolment.Done")]
    private partial void LogEnrolled(string member, string key, string serial, string from);

    [LoggerMessage(1312, LogLevel.Error, "enrolment from {From} got no certificate (reference {Reference}); the same key may try again while its token lasts", EventName = "Enrolment.Failed")]
    private partial void LogFailed(IPAddress from, string reference, Exception failure);
}
