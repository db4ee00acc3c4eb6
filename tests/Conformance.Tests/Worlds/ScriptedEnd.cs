using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Support;

namespace Conformance.Tests.Worlds;

/// <summary>
/// The other end of a dialogue, without any of the product's code: a server on real TLS that keeps what it is sent and answers what a test says.
/// </summary>
internal sealed class ScriptedEnd : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Heard> _heard = new();

    private ScriptedEnd(WebApplication server, Func<Heard, string> answers) => (_server, Answers) = (server, answers);

    /// <summary>The body of a 200.</summary>
    public Func<Heard, string> Answers { get; set; }

    public Uri Url => new(_server.Urls.Single() + "/");

    public static async Task<ScriptedEnd> Start(X509Certificate2 certificate, Func<Heard, string> answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(h =>
        {
            h.ServerCertificate = certificate;
            h.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            h.ClientCertificateValidation = (_, _, _) => true;
        })));
        var end = new ScriptedEnd(builder.Build(), answers);
        end._server.MapPost("/dots/api/{message}", end.Serve);
        await end._server.StartAsync();
        return end;
    }

    /// <summary>The first message that fits, sent already or to come.</summary>
    public async Task<Heard> Next(string message, Func<Heard, bool> fits) =>
        (await Eventually.Sees(() => _heard.FirstOrDefault(h => h.Message == message && fits(h)), heard => heard is not null))!;

    public int Count(string message, Func<Heard, bool> fits) => _heard.Count(h => h.Message == message && fits(h));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task Serve(HttpContext context, string message)
    {
        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = context.Request;
        var heard = new Heard(message, $"{request.Method} {request.Path}\nContent-Type: {request.ContentType}", request.Headers.Date.Count == 1, await body.ReadToEndAsync());
        var answer = Answers(heard);
        _heard.Enqueue(heard);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }
}
