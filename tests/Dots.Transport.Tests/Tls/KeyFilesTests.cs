using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Support;

namespace Dots.Transport.Tests.Tls;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public void Dispose()
    {
        _folder.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void Private_key_of_its_owner_alone_is_loaded()
    {
        Write(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var loaded = KeyFiles.Load(_folder.File("op1.crt"), _folder.File("op1.key"));

        Assert.True(loaded.HasPrivateKey);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void Private_key_open_to_others_is_refused_with_the_remedy(UnixFileMode extra)
    {
        Write(UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        var e = Assert.Throws<KeyFileException>(() => KeyFiles.Load(_folder.File("op1.crt"), _folder.File("op1.key")));

        Assert.Contains("op1.key", e.Message);
        Assert.Contains("chmod 600", e.Message);
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        Write(UnixFileMode.UserRead);
        File.WriteAllText(_folder.File("op1.crt"), _pki.Issue("op2").ExportCertificatePem());

        Assert.Contains("together", Assert.Throws<KeyFileException>(() => KeyFiles.Load(_folder.File("op1.crt"), _folder.File("op1.key"))).Message);
    }

    [Fact]
    public void Missing_file_is_named() =>
        Assert.Contains("absent.crt", Assert.Throws<KeyFileException>(() => KeyFiles.Load(_folder.File("absent.crt"), _folder.File("op1.key"))).Message);

    [Fact]
    public void Bundle_without_certificates_is_refused()
    {
        File.WriteAllText(_folder.File("ca.crt"), "nothing here");

        Assert.Throws<KeyFileException>(() => KeyFiles.LoadCertificates(_folder.File("ca.crt")));
    }

    [Fact]
    public void Password_is_the_first_line_of_a_file_of_its_owner_alone()
    {
        File.WriteAllText(_folder.File("password"), "correct horse\nnot this\n");
        File.SetUnixFileMode(_folder.File("password"), UnixFileMode.UserRead);
        Assert.Equal("correct horse", KeyFiles.LoadPassword(_folder.File("password")));

        File.SetUnixFileMode(_folder.File("password"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var e = Assert.Throws<KeyFileException>(() => KeyFiles.LoadPassword(_folder.File("password")));
        Assert.Contains("chmod 600", e.Message);
        Assert.DoesNotContain("horse", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nsecond line")]
    [InlineData("bell\u0007")]
    public void File_without_a_password_is_refused(string content)
    {
        File.WriteAllText(_folder.File("password"), content);
        File.SetUnixFileMode(_folder.File("password"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Throws<KeyFileException>(() => KeyFiles.LoadPassword(_folder.File("password")));
    }

    private void Write(UnixFileMode mode)
    {
        var certificate = _pki.Issue("op1");
        File.WriteAllText(_folder.File("op1.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("op1.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(_folder.File("op1.key"), mode);
    }
}
