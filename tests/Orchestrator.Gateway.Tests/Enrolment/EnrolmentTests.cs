using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dots.Transport.Tls;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests.Administration;

namespace Orchestrator.Gateway.Tests.Enrolment;

/// <summary>A one-time token makes one key a member's and gets it a certificate (seeds/003, ancillary use cases).</summary>
public sealed class EnrolmentTests(AdministeredGateway gateway) : IClassFixture<AdministeredGateway>
{
    [Fact]
    public async Task Token_brings_a_certificate_that_names_the_member_whatever_the_request_asks_for()
    {
        var token = await Token("op9");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=op1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("orchestrator");
        asked.CertificateExtensions.Add(names.Build());
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));

        var answer = await Enroll(token, asked.CreateSigningRequestPem());

        Assert.Equal(200, answer.Status);
        Assert.Equal("op9", (string?)answer.Body["member_id"]);
        using var issued = X509Certificate2.CreateFromPem((string)answer.Body["certificate"]!);
        Assert.Equal("CN=op9", issued.Subject);
        Assert.Equal(["op9"], issued.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
        Assert.False(issued.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.True(gateway.World.Peers().Verify(issued, CertificateUse.Client).Accepted);
        Assert.Contains("BEGIN CERTIFICATE", (string?)answer.Body["ca"], StringComparison.Ordinal);

        // Pending, since nobody named op9 yet: it may send heartbeats and not ask.
        gateway.World.Certificates["op9"] = issued.CopyWithPrivateKey(key);
        (await gateway.World.Wire("op9").Post("heartbeat", Body.Heartbeat(gateway.World, "op9", 0))).Accepted();
        Assert.Contains("pending", (await gateway.World.Wire("op9").Post("mitigation_request", Body.Request(gateway.World, Body.NewAlert(), member: "op9", asn: 0))).Detail, StringComparison.Ordinal);
        Assert.Contains(await gateway.Ledger(), t => t.StartsWith($$"""key-enrolled {"by":"op9","key":"{{gateway.World.SenderId("op9")}}","from":"127.0.0.1","why":"enrolled by token","member":"op9",""", StringComparison.Ordinal));
        Assert.DoesNotContain(await gateway.Ledger(), t => t.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_at_once_with_one_token_exactly_one_key_is_taken_and_it_may_come_again()
    {
        var token = await Token("op3", by: "op3");
        var requests = Enumerable.Range(0, 8).Select(_ => Request(ECDsa.Create(ECCurve.NamedCurves.nistP256))).ToArray();

        var answers = await Task.WhenAll(requests.Select(r => Enroll(token, r)));

        var taken = Assert.Single(answers.Index(), a => a.Item.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Contains("used for another key", (string?)a.Body["error"], StringComparison.Ordinal));
        Assert.Equal(200, (await Enroll(token, requests[taken.Index])).Status);
        using var issued = X509Certificate2.CreateFromPem((string)taken.Item.Body["certificate"]!);
        Assert.Equal("CN=op3", issued.Subject);
    }

    [Fact]
    public async Task Token_that_was_used_stays_used_over_a_restart()
    {
        await using var world = GatewayWorld.Prepare();
        world.Issue("admin1");
        world.Consortium.Add(ConsortiumJson.Member("admin1", "observer", null, world.SenderId("admin1")));
        world.Consortium["admin1"]["roles"] = new JsonObject { [world.SenderId("admin1")] = new JsonArray("consortium administrator") };
        world.WriteConsortium();
        Func<GatewaySettings, GatewaySettings> issuing = s => AdministeredGateway.Issuing(s, new EnrolmentSettings { CaKey = world.Folder.File("pki/ca.key") });
        await world.StartGateway(issuing);
        var minted = await world.Wire("admin1").PostTo("admin/token", """{"member":"op2","why":"new router"}""");
        var token = (string)minted.Body["token"]!;
        var first = Request(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        using (var wire = new Wire(world.Url, null))
            Assert.Equal(200, (await Enroll(wire, token, first)).Status);

        await world.StopGateway();
        await world.StartGateway(issuing);

        using var again = new Wire(world.Url, null);
        Assert.Equal(403, (await Enroll(again, token, Request(ECDsa.Create(ECCurve.NamedCurves.nistP256)))).Status);
        Assert.Equal(200, (await Enroll(again, token, first)).Status);
    }

    [Fact]
    public async Task Requests_with_unsuitable_keys_or_signatures_are_refused_and_cost_no_token()
    {
        var token = await Token("op9");
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var small = RSA.Create(1024);
        using var rsa = RSA.Create(2048);
        var swapped = Swapped(good, other);
        foreach (var (csr, named) in new[]
        {
            ("nonsense", "not a PEM"), (swapped, "not a PEM"), (Request(curve), "kind"), (new string('x', 9000), "longer"),
            (new CertificateRequest("CN=x", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(), "1024 bits"),
        })
        {
            var refused = await Enroll(token, csr);
            Assert.Equal(400, refused.Status);
            Assert.Contains(named, (string?)refused.Body["error"], StringComparison.Ordinal);
        }

        Assert.Equal(200, (await Enroll(token, new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem())).Status);
    }

    [Fact]
    public async Task Unknown_tokens_are_refused_and_an_address_may_not_try_many()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var refused = await Enroll("guess", Request(key));
        Assert.Equal(403, refused.Status);
        Assert.Contains("not known, or has expired", (string?)refused.Body["error"], StringComparison.Ordinal);

        using var wire = new Wire(gateway.World.Url, null);
        var statuses = new List<int>();
        for (var i = 0; i < 20; i++)
            statuses.Add((await wire.PostTo("enroll", """{"token":"guess","csr":"x"}""")).Status);
        Assert.Contains(429, statuses);
    }

    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task External_authority_issues_by_command_and_what_it_says_is_checked()
    {
        await using var world = GatewayWorld.Prepare();
        world.Issue("admin1");
        world.Consortium.Add(ConsortiumJson.Member("admin1", "observer", null, world.SenderId("admin1")));
        world.Consortium["admin1"]["roles"] = new JsonObject { [world.SenderId("admin1")] = new JsonArray("consortium administrator") };
        world.WriteConsortium();

        // The authority: writes down what it was asked and answers with the certificate that lies ready.
        var command = world.Folder.File("issue");
        File.WriteAllText(command, $"#!/bin/sh\necho \"$1\" > '{world.Folder.File("asked")}'\ncat >> '{world.Folder.File("asked")}'\ncat '{world.Folder.File("answer")}'\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await world.StartGateway(s => AdministeredGateway.Issuing(s, new EnrolmentSettings { Command = command }));
        var token = (string)(await world.Wire("admin1").PostTo("admin/token", """{"member":"op2","why":"new router"}""")).Body["token"]!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var wire = new Wire(world.Url, null);
        var csr = Request(key);

        // Another key's certificate, another member's name, nothing: none of them reaches the controller, and the token lasts.
        foreach (var wrong in new[] { world.Certificates["op2"].ExportCertificatePem(), Sign(world, key, "op3").ExportCertificatePem(), "" })
        {
            File.WriteAllText(world.Folder.File("answer"), wrong);
            var refused = await Enroll(wire, token, csr);
            Assert.Equal(503, refused.Status);
            Assert.Contains("try again", (string?)refused.Body["error"], StringComparison.Ordinal);
        }

        File.WriteAllText(world.Folder.File("answer"), Sign(world, key, "op2").ExportCertificatePem());
        Assert.Equal(200, (await Enroll(wire, token, csr)).Status);
        Assert.StartsWith("op2\n-----BEGIN CERTIFICATE REQUEST-----", File.ReadAllText(world.Folder.File("asked")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_authority_enrolment_is_not_offered()
    {
        await using var world = await GatewayWorld.Start();
        using var wire = new Wire(world.Url, null);

        var answer = await wire.PostTo("enroll", """{"token":"x","csr":"x"}""");

        Assert.Equal(404, answer.Status);
        Assert.Contains("Enrolment:CaKey", (string?)answer.Body["error"], StringComparison.Ordinal);
    }

    private static X509Certificate2 Sign(GatewayWorld world, ECDsa key, string name) => world.Authority.Sign(new PublicKey(key), name, []);

    private static string Request(ECDsa key) => new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>A request for one key, signed by another: whoever sends it does not have the first.</summary>
    private static string Swapped(ECDsa named, ECDsa signer) =>
        new CertificateRequest(new X500DistinguishedName("CN=x"), new PublicKey(named), HashAlgorithmName.SHA256).CreateSigningRequestPem(X509SignatureGenerator.CreateForECDsa(signer));

    private async Task<string> Token(string member, string by = "admin1")
    {
        var minted = await gateway.Admin(by, "token", new() { ["member"] = member, ["why"] = "new router" });
        Assert.Equal(200, minted.Status);
        return (string)minted.Body["token"]!;
    }

    private async Task<WireAnswer> Enroll(string token, string csr)
    {
        using var wire = new Wire(gateway.World.Url, null);
        return await Enroll(wire, token, csr);
    }

    // Patient where an answer says that the address tried too often or others are enrolling.
    private static async Task<WireAnswer> Enroll(Wire wire, string token, string csr)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var answer = await wire.PostTo("enroll", new JsonObject { ["token"] = token, ["csr"] = csr }.ToJsonString());
            if (answer.Status != 429 && !(answer.Status == 503 && ((string)answer.Body["error"]!).Contains("others", StringComparison.Ordinal)))
                return answer;
            await pause.WaitForNextTickAsync();
        }
    }
}
