using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;
using Support;

namespace Conformance.Tests.Mutations;

/// <summary>
/// A real orchestrator of its own for what administrators say, who may suspend and stop everybody; and for those who enrol. Each administrator may send five
/// a second, so there are many.
/// </summary>
internal sealed class AdministrationWorld : IAsyncDisposable
{
    private const int Administrators = 56, Viewers = 4, Approvers = 4;

    private int _address;

    private AdministrationWorld(GatewayWorld gateway, string token) => (Gateway, Token) = (gateway, token);

    public GatewayWorld Gateway { get; }

    private string Token { get; }

    public static async Task<AdministrationWorld> Start(WatchedLog log)
    {
        var gateway = await GatewayWorld.Start(
            change: s => new GatewaySettings
            {
                Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium,
                Enrolment = new EnrolmentSettings { CaKey = Path.Combine(s.Data.Directory, "pki", "ca.key") },
            },
            services: s =>
            {
                s.AddSingleton<ILoggerProvider>(log);
                s.Configure<LoggerFilterOptions>(o => o.Rules.Add(new LoggerFilterRule(typeof(LogLines).FullName, null, LogLevel.None, null)));
            });
        foreach (var (name, role) in Names())
        {
            gateway.Issue(name);
            var member = ConsortiumJson.Member(name, "observer", null, gateway.SenderId(name));
            member["roles"] = new JsonObject { [gateway.SenderId(name)] = new JsonArray(role) };
            gateway.Consortium.Add(member);
        }

        gateway.WriteConsortium();
        await gateway.Known(Names().Last().Name);
        var minted = await gateway.Wire("admin0").PostTo("admin/token", """{"member":"newcomer","why":"joins","lifetime":86400}""");
        Assert.True(minted.Status == 200, minted.Text);
        return new(gateway, (string)minted.Body["token"]!);
    }

    public IEnumerable<(Sender Sender, double Share)> Senders(AnswerRules rules, Func<string, int> seedOf, Tally tally)
    {
        foreach (var (name, role) in Names())
        {
            string[] allowed = role switch
            {
                "consortium administrator" => ["stop", "resume", "stops", "approve", "suspend", "decide", "token", "remove_key"],
                "approver" => ["stops", "approve", "suspend", "decide"],
                _ => ["stops"],
            };
            var dialogue = new AdministratorDialogue(Seeds.Administrator(new string('a', 64)), allowed);
            yield return (new Sender(name, Gateway.Url, Gateway.Certificates[name], dialogue, rules, Words(), seedOf(name), tally), 0.07 / (Administrators + Viewers + Approvers));
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest("CN=newcomer", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        yield return (new Sender("newcomer", Gateway.Url, null, new IdleDialogue(Seeds.Enrolment(Token, csr)), rules, Words(), seedOf("newcomer"), tally) { From = Next, PerConnection = 4 }, 0.01);
    }

    /// <summary>Of its senders, those whose every valid message is accepted.</summary>
    public static bool MayAll(Sender sender) => !sender.Name.StartsWith("viewer", StringComparison.Ordinal) && !sender.Name.StartsWith("approver", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static IEnumerable<(string Name, string Role)> Names() =>
    [
        .. Enumerable.Range(0, Administrators).Select(i => ($"admin{i}", "consortium administrator")), .. Enumerable.Range(0, Viewers).Select(i => ($"viewer{i}", "viewer")),
        .. Enumerable.Range(0, Approvers).Select(i => ($"approver{i}", "approver")),
    ];

    /// <summary>Enrolment has a budget for each address; the whole of 127.0.0.0/8 is this machine.</summary>
    private IPAddress Next()
    {
        var number = Interlocked.Increment(ref _address);
        return new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
    }

    private static List<string> Words() =>
    [
        "op1", "op2", "op3", "customer1", "stranger", "all", "asker", "operator", "mitigation", "op1:x", "0.0.0.0/0", "192.0.2.0/24", "203.0.113.0/25", "2001:db8::/32", "customer", "observer", "a.b.c", "-", "..", new('w', 501), new('e', 2001),
    ];
}
