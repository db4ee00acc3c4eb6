using System.Security.Cryptography;
using System.Text;
using Dots.Transport.Signatures;

namespace Dots.Transport.Tests.Signatures;

/// <summary>The examples of RFC 9421, appendix B, and RFC 9530: bases of every algorithm, signatures of ecdsa-p256-sha256.</summary>
public sealed class RfcVectorTests
{
    private const string EccPublic = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
        w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
        -----END PUBLIC KEY-----
        """;

    private const string EccPrivate = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIFKbhfNZfpDsW43+0+JjUr9K+bTeuxopu653+hBaXGA7oAoGCCqGSM49
        AwEHoUQDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM
        4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
        -----END EC PRIVATE KEY-----
        """;

    private const string RequestDigest = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
    private const string AnswerDigest = "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";

    private const string ClientCertificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0x"
        + "CzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNV"
        + "HSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6"
        + "G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

    public static TheoryData<string, string, string> Bases => new()
    {
        { "B.2.1", "();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"", "" },
        {
            "B.2.3", "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"",
            $"\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@query\": ?param=Value&Pet=dog\n\"@authority\": example.com\n\"content-type\": application/json\n\"content-digest\": {RequestDigest}\n\"content-length\": 18\n"
        },
        {
            "B.2.5", "(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n"
        },
        {
            "B.2.6", "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n\"content-type\": application/json\n\"content-length\": 18\n"
        },
    };

    [Theory, MemberData(nameof(Bases))]
    public void Signature_base_is_that_of_the_appendix(string example, string parameters, string lines)
    {
        var actual = Base(parameters, Request());

        Assert.True($"{lines}\"@signature-params\": {parameters}" == actual, $"{example}: {actual}");
    }

    [Fact]
    public void Example_B_2_4_verifies_and_no_longer_once_a_byte_is_changed()
    {
        const string input = "sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"";
        var signature = Convert.FromBase64String("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==");
        var signed = SignatureBase.Of(SignatureParameters.Of(StructuredReader.Dictionary(input)!.Single())!, Answer(200), out _)!;

        Assert.True(Verifies(signed, signature));
        Assert.False(Verifies(SignatureBase.Of(SignatureParameters.Of(StructuredReader.Dictionary(input)!.Single())!, Answer(201), out _)!, signature));
        signature[^1] ^= 1;
        Assert.False(Verifies(signed, signature));
    }

    [Fact]
    public void Example_B_3_with_the_certificate_in_a_covered_field_verifies()
    {
        const string parameters = "(\"@path\" \"@query\" \"@method\" \"@authority\" \"client-cert\");created=1618884473;keyid=\"test-key-ecc-p256\"";
        var message = new SignedMessage { Method = "POST", TargetUri = "https://service.internal.example/foo?param=Value&Pet=dog", Field = name => name == "client-cert" ? ClientCertificate : null };
        var signature = Convert.FromBase64String("xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==");

        Assert.True(Verifies(Encoding.Latin1.GetBytes(Base(parameters, message)), signature));
        using var certificate = CertificateField.Read(ClientCertificate);
        Assert.Equal("CN=BC", certificate!.Subject);
        Assert.Equal(ClientCertificate, CertificateField.Of(certificate));
    }

    [Fact]
    public void What_is_signed_here_verifies_with_the_published_key()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(EccPrivate);
        var parameters = SignatureParameters.Of(StructuredReader.Dictionary("dots=(\"@method\" \"@target-uri\");created=1;nonce=\"a\\\"b\";keyid=\"k\"")!.Single())!;

        var (input, signature) = MessageSignature.Make(parameters, Request(), key);

        var read = MessageSignature.Read(input, signature, out _)!;
        Assert.Equal("a\"b", read.Parameters.Nonce);
        Assert.True(Verifies("\"@method\": POST\n\"@target-uri\": https://example.com/foo?param=Value&Pet=dog\n\"@signature-params\": (\"@method\" \"@target-uri\");created=1;nonce=\"a\\\"b\";keyid=\"k\""u8, read.Signature));
    }

    [Theory]
    [InlineData("{\"hello\": \"world\"}\n", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")]
    [InlineData("{\"hello\": \"world\"}", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")]
    public void Content_digests_are_those_of_RFC_9530(string content, string field)
    {
        Assert.Equal(field, ContentDigest.Of(Encoding.ASCII.GetBytes(content)));
        Assert.True(ContentDigest.Fits(ContentDigest.Read($"{RequestDigest}, {field}"), Encoding.ASCII.GetBytes(content)));
        Assert.False(ContentDigest.Fits(ContentDigest.Read(field), Encoding.ASCII.GetBytes(content + " ")));
    }

    private static string Base(string parameters, SignedMessage message) =>
        Encoding.Latin1.GetString(SignatureBase.Of(SignatureParameters.Of(StructuredReader.Dictionary("sig=" + parameters)!.Single())!, message, out _)!);

    private static SignedMessage Request() => new()
    {
        Method = "POST", TargetUri = "https://example.com/foo?param=Value&Pet=dog",
        Field = name => name switch { "date" => "Tue, 20 Apr 2021 02:07:55 GMT", "content-type" => "application/json", "content-digest" => RequestDigest, "content-length" => "18", _ => null },
    };

    private static SignedMessage Answer(int status) => new()
    {
        Status = status, Field = name => name switch { "content-type" => "application/json", "content-digest" => AnswerDigest, "content-length" => "23", _ => null },
    };

    private static bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(EccPublic);
        return SigningKey.Verify(key, signed, signature);
    }
}
