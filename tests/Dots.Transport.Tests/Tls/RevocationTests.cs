using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Microsoft.Extensions.Logging;
using Support;

namespace Dots.Transport.Tests.Tls;

public sealed class RevocationTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TempFolder _folder = new();
    private readonly RecordedLog<PeerCertificates> _log = new();
    private readonly TestPki _pki;
    private readonly X509Certificate2 _good;
    private readonly X509Certificate2 _bad;
    private int _written;

    public RevocationTests()
    {
        _pki = new TestPki(_time.GetUtcNow());
        _good = _pki.Issue("op1");
        _bad = _pki.Issue("op2");
    }

    private DateTimeOffset Later => _time.GetUtcNow().AddDays(1);

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Revoked_certificate_is_refused_with_serial_and_date_from_pem_and_der(bool pem)
    {
        var crl = _pki.Crl(Later, _bad);
        Write(pem ? System.Text.Encoding.ASCII.GetBytes(TestPki.Pem(crl)) : crl);
        var peers = Peers();

        var verdict = peers.Verify(_bad, CertificateUse.Client);

        Assert.Equal(CertificateFault.Revoked, verdict.Fault);
        Assert.Contains(_bad.SerialNumber.TrimStart('0'), verdict.Detail);
        Assert.Contains("2026-11-20 02:07:27Z", verdict.Detail);
        Assert.True(peers.Verify(_good, CertificateUse.Client).Accepted);
    }

    [Fact]
    public void Certificate_is_looked_up_by_issuer_and_serial_without_being_shown()
    {
        Write(_pki.Crl(Later, _bad));
        var peers = Peers();
        var (version, id) = (peers.RevocationVersion, CertificateId.Of(_bad));

        Assert.Equal(_time.GetUtcNow().AddHours(-1), peers.RevokedSince(id)!.Value, TimeSpan.FromSeconds(1));
        Assert.Null(peers.RevokedSince(CertificateId.Of(_good)));
        Assert.Null(peers.RevokedSince(id with { Issuer = new string('A', 64) }));

        Write(_pki.Crl(Later));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(peers.RevokedSince(id));
        Assert.NotEqual(version, peers.RevocationVersion);
    }

    [Fact]
    public void Revocation_reaches_a_certificate_already_in_use_within_a_second()
    {
        Write(_pki.Crl(Later));
        var peers = Peers();
        Assert.True(peers.Verify(_bad, CertificateUse.Client).Accepted);

        Write(_pki.Crl(Later, _bad));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CertificateFault.Revoked, peers.Verify(_bad, CertificateUse.Client).Fault);
        Assert.Contains(_log.Entries, e => e.Id.Id == 5101);
    }

    [Fact]
    public void File_that_becomes_unusable_is_refused_once_and_the_old_list_stays()
    {
        Write(_pki.Crl(Later, _bad));
        var peers = Peers();

        Write("not a CRL"u8.ToArray());
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(CertificateFault.Revoked, peers.Verify(_bad, CertificateUse.Client).Fault);
        }

        Assert.Single(_log.Entries, e => e.Id.Id == 5102 && e.Level == LogLevel.Error);
    }

    [Fact]
    public void File_that_disappears_leaves_the_old_list_in_force()
    {
        Write(_pki.Crl(Later, _bad));
        var peers = Peers();

        File.Delete(_folder.File("ca.crl"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CertificateFault.Revoked, peers.Verify(_bad, CertificateUse.Client).Fault);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CertificateFault.Revoked, peers.Verify(_bad, CertificateUse.Client).Fault);

        Assert.Single(_log.Entries, e => e.Id.Id == 5102);
    }

    [Fact]
    public void List_signed_by_somebody_else_is_refused()
    {
        using var foreign = new TestPki(_time.GetUtcNow());
        Write(foreign.Crl(Later));
        Assert.Contains("signature", Assert.Throws<RevocationListException>(Peers).Message);

        using var stranger = new TestPki(_time.GetUtcNow(), "Stranger");
        Write(stranger.Crl(Later));
        Assert.Contains("Stranger", Assert.Throws<RevocationListException>(Peers).Message);
    }

    [Fact]
    public void List_with_a_flipped_bit_is_refused_wherever_the_bit_is()
    {
        var crl = _pki.Crl(Later, _bad);
        for (var i = 0; i < crl.Length; i++)
        {
            var damaged = (byte[])crl.Clone();
            damaged[i] ^= 0x04;
            Assert.Throws<RevocationListException>(() => RevocationListReader.Read(damaged, _pki.Authorities));
        }
    }

    [Fact]
    public void Overdue_list_is_used_with_a_loud_warning()
    {
        Write(_pki.Crl(_time.GetUtcNow().AddHours(-2), _bad));

        Assert.Equal(CertificateFault.Revoked, Peers().Verify(_bad, CertificateUse.Client).Fault);

        Assert.Contains(_log.Entries, e => e.Id.Id == 5103 && e.Level == LogLevel.Warning);
    }

    [Fact]
    public void List_that_becomes_overdue_warns_once_an_hour()
    {
        Write(_pki.Crl(_time.GetUtcNow().AddMinutes(10), _bad));
        var peers = Peers();
        Assert.Empty(_log.Entries);

        for (var minute = 0; minute < 100; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            peers.Verify(_good, CertificateUse.Client);
        }

        Assert.Equal(2, _log.Entries.Count(e => e.Id.Id == 5103));
    }

    [Fact]
    public void Missing_file_is_fatal_at_start() => Assert.Throws<FileNotFoundException>(Peers);

    private PeerCertificates Peers() => new(_pki.Authorities, _folder.File("ca.crl"), _time, _log);

    // The clock of the file system is coarse; a file replaced in reality differs by more.
    private void Write(byte[] crl)
    {
        File.WriteAllBytes(_folder.File("ca.crl"), crl);
        File.SetLastWriteTimeUtc(_folder.File("ca.crl"), _time.GetUtcNow().UtcDateTime.AddSeconds(_written++));
    }
}
