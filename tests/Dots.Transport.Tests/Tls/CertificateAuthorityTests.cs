using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Tls;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Issued_certificate_is_accepted_as_client_and_server_and_names_its_hosts()
    {
        var issued = Open().Issue("orchestrator", ["localhost", "127.0.0.1", "::1"]);
        var peers = Peers();

        Assert.Equal(CertificateFault.None, peers.Verify(issued, CertificateUse.Client).Fault);
        Assert.Equal(CertificateFault.None, peers.Verify(issued, CertificateUse.Server).Fault);
        Assert.All(["orchestrator", "localhost", "127.0.0.1", "::1"], name => Assert.True(issued.MatchesHostname(name)));
    }

    [Fact]
    public void What_exists_is_kept()
    {
        var first = Open();
        var issued = first.Issue("op1", []);

        var second = Open();

        Assert.Equal(first.Certificate.Thumbprint, second.Certificate.Thumbprint);
        Assert.Equal(issued.Thumbprint, second.Issue("op1", []).Thumbprint);
    }

    [Fact]
    public void Private_keys_are_the_owners_alone_and_no_drafts_are_left()
    {
        Open().Issue("op1", []);

        Assert.All(["ca.key", "op1.key"], name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File(name))));
        Assert.Equal(["ca.crl", "ca.crt", "ca.key", "op1.crt", "op1.key"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Key_left_by_a_crash_gets_its_certificate()
    {
        var before = SenderId.Of(Open().Issue("op1", []));
        File.Delete(_folder.File("op1.crt"));

        Assert.Equal(before, SenderId.Of(Open().Issue("op1", [])));
    }

    [Fact]
    public void Expired_certificate_is_renewed_for_the_same_key()
    {
        var old = Open().Issue("op1", [], TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromDays(2));

        var renewed = Open().Issue("op1", []);

        Assert.NotEqual(old.Thumbprint, renewed.Thumbprint);
        Assert.Equal(SenderId.Of(old), SenderId.Of(renewed));
        Assert.True(Peers().Verify(renewed, CertificateUse.Client).Accepted);
    }

    [Fact]
    public void Certificate_of_a_lost_authority_is_renewed_for_the_same_key()
    {
        var old = Open().Issue("op1", []);
        foreach (var name in (string[])["ca.crt", "ca.key", "ca.crl"])
            File.Delete(_folder.File(name));

        var renewed = Open().Issue("op1", []);

        Assert.Equal(SenderId.Of(old), SenderId.Of(renewed));
        Assert.True(Peers().Verify(renewed, CertificateUse.Client).Accepted);
    }

    [Fact]
    public void Certificate_without_its_key_is_not_replaced_silently()
    {
        Open().Issue("op1", []);
        File.Delete(_folder.File("op1.key"));

        Assert.Throws<KeyFileException>(() => Open().Issue("op1", []));
    }

    [Fact]
    public void Revoked_certificates_stay_revoked_across_restarts()
    {
        var (op1, op2, op3) = (Open().Issue("op1", []), Open().Issue("op2", []), Open().Issue("op3", []));

        Open().Revoke(op1);
        Open().Revoke(op2);

        var peers = Peers();
        Assert.Equal(CertificateFault.Revoked, peers.Verify(op1, CertificateUse.Client).Fault);
        Assert.Equal(CertificateFault.Revoked, peers.Verify(op2, CertificateUse.Client).Fault);
        Assert.True(peers.Verify(op3, CertificateUse.Client).Accepted);
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("../op1")]
    [InlineData("")]
    [InlineData(".hidden")]
    public void Name_that_would_leave_the_folder_is_refused(string name) => Assert.Throws<ArgumentException>(() => Open().Issue(name, []));

    private CertificateAuthority Open() => CertificateAuthority.OpenOrCreate(_folder.Path, "Development CA", _time);

    private PeerCertificates Peers() =>
        new(KeyFiles.LoadCertificates(_folder.File("ca.crt")), _folder.File("ca.crl"), _time, new RecordedLog<PeerCertificates>());
}
