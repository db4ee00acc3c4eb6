using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Tls;

public sealed class PeerCertificatesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestPki _pki;
    private readonly PeerCertificates _peers;

    public PeerCertificatesTests()
    {
        _pki = new TestPki(_time.GetUtcNow());
        _peers = new PeerCertificates(_pki.Authorities, null, _time, new RecordedLog<PeerCertificates>());
    }

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Certificate_of_the_consortium_is_accepted_under_its_sender_id()
    {
        var certificate = _pki.Issue("op1");

        var verdict = _peers.Verify(certificate, CertificateUse.Client);

        Assert.Equal(CertificateFault.None, verdict.Fault);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())).ToLowerInvariant(), verdict.SenderId);
    }

    [Fact]
    public void Sender_id_survives_a_new_certificate_for_the_same_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(SenderId.Of(_pki.Issue("op1", key: key)), SenderId.Of(_pki.Issue("op1", until: _time.GetUtcNow().AddDays(90), key: key)));
    }

    [Fact]
    public void No_certificate_is_named_missing() => Refused(null, CertificateFault.Missing, "no client certificate");

    [Fact]
    public void Expired_certificate_is_refused_with_its_date() =>
        Refused(_pki.Issue("op1", from: _time.GetUtcNow().AddDays(-9), until: _time.GetUtcNow().AddDays(-2)), CertificateFault.Expired, "2026-11-18");

    [Fact]
    public void Certificate_of_the_future_is_refused_with_its_date() =>
        Refused(_pki.Issue("op1", from: _time.GetUtcNow().AddDays(2)), CertificateFault.NotYetValid, "2026-11-22");

    [Fact]
    public void Messages_that_come_together_on_a_new_connection_get_the_same_verdict()
    {
        var bytes = _pki.Issue("op1").RawData;
        const int Messages = 4, Connections = 500;
        var refused = new ConcurrentBag<string>();
        (X509Certificate2 Certificate, PeerCertificates Peers)[] fresh =
            [.. Enumerable.Range(0, Connections).Select(_ => (X509CertificateLoader.LoadCertificate(bytes), new PeerCertificates(_pki.Authorities, null, _time, new RecordedLog<PeerCertificates>())))];
        using var together = new Barrier(Messages);
        Thread[] threads = [.. Enumerable.Range(0, Messages).Select(_ => new Thread(() =>
        {
            foreach (var (certificate, peers) in fresh)
            {
                together.SignalAndWait();
                if (peers.Verify(certificate, CertificateUse.Client) is { Accepted: false } verdict)
                    refused.Add(verdict.Detail);
            }
        }))];

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Empty(refused);
    }

    [Fact]
    public void Certificate_expires_while_its_connection_stays_open()
    {
        var certificate = _pki.Issue("op1", until: _time.GetUtcNow().AddSeconds(5));
        Assert.True(_peers.Verify(certificate, CertificateUse.Client).Accepted);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(CertificateFault.Expired, _peers.Verify(certificate, CertificateUse.Client).Fault);
    }

    [Fact]
    public void Certificate_becomes_valid_on_time()
    {
        var certificate = _pki.Issue("op1", from: _time.GetUtcNow().AddSeconds(5));
        Assert.False(_peers.Verify(certificate, CertificateUse.Client).Accepted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(_peers.Verify(certificate, CertificateUse.Client).Accepted);
    }

    [Fact]
    public void Self_signed_certificate_is_refused_as_such() => Refused(_pki.SelfSigned("op1"), CertificateFault.SelfSigned, "self-signed");

    [Fact]
    public void Certificate_of_another_authority_is_refused_with_its_issuer()
    {
        using var foreign = new TestPki(_time.GetUtcNow(), "Somebody else's CA");
        Refused(foreign.Issue("op1"), CertificateFault.UnknownAuthority, "Somebody else's CA");
    }

    [Fact]
    public void Authority_of_the_same_name_but_another_key_is_unknown()
    {
        using var impostor = new TestPki(_time.GetUtcNow());
        Refused(impostor.Issue("op1"), CertificateFault.UnknownAuthority, "not signed by it");
    }

    [Fact]
    public void Certificate_for_servers_only_is_refused_to_a_client_and_accepted_of_a_server()
    {
        var certificate = _pki.Issue("op1", uses: ["1.3.6.1.5.5.7.3.1"]);

        Refused(certificate, CertificateFault.WrongUsage, "extended key usage");
        Assert.True(_peers.Verify(certificate, CertificateUse.Server).Accepted);
    }

    [Fact]
    public void Key_usage_without_signatures_is_refused() =>
        Refused(_pki.Issue("op1", usage: X509KeyUsageFlags.NonRepudiation), CertificateFault.WrongUsage, "digital signatures");

    [Fact]
    public void The_authority_itself_is_no_peer() => Refused(_pki.Root, CertificateFault.WrongUsage, "authority's");

    [Fact]
    public void Short_rsa_key_is_refused_and_a_longer_one_accepted()
    {
        Refused(_pki.IssueRsa("op1", 1024), CertificateFault.Weak, "1024");
        Assert.True(_peers.Verify(_pki.IssueRsa("op1", 2048), CertificateUse.Client).Accepted);
    }

    [Fact]
    public void Unknown_critical_extension_is_refused() =>
        Refused(_pki.Issue("op1", change: r => r.CertificateExtensions.Add(new X509Extension("1.2.3.4.5", [4, 0], true))), CertificateFault.Invalid, "not valid");

    [Fact]
    public void Name_with_control_characters_reaches_no_log_or_answer_unchanged()
    {
        using var foreign = new TestPki(_time.GetUtcNow(), "CA\r\n03:07 info all is well");
        var verdict = _peers.Verify(foreign.Issue("op1\u001b[2J", dns: []), CertificateUse.Client);

        Assert.Contains("all is well", verdict.Detail);
        Assert.DoesNotContain(verdict.Detail, c => char.IsControl(c));
    }

    [Fact]
    public void Intermediate_authority_of_the_bundle_is_followed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var intermediate = _pki.Issue("Regional CA", usage: X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, key: key,
            change: r => r.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=op1", leafKey, HashAlgorithmName.SHA256);
        using var leaf = request.Create(intermediate, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1), [1, 2, 3]);

        var peers = new PeerCertificates([.. _pki.Authorities, X509CertificateLoader.LoadCertificate(intermediate.RawData)], null, _time, new RecordedLog<PeerCertificates>());

        Assert.Equal(CertificateFault.None, peers.Verify(leaf, CertificateUse.Client).Fault);
        Refused(leaf, CertificateFault.UnknownAuthority, "Regional CA");
    }

    [Fact]
    public void Bundle_without_a_root_is_refused_at_start() =>
        Assert.Throws<ArgumentException>(() => new PeerCertificates([], null, _time, new RecordedLog<PeerCertificates>()));

    private void Refused(X509Certificate2? certificate, CertificateFault fault, string said)
    {
        var verdict = _peers.Verify(certificate, CertificateUse.Client);
        Assert.Equal(fault, verdict.Fault);
        Assert.Contains(said, verdict.Detail);
    }
}
