using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dots.Transport.Passwords;
using Dots.Transport.Signatures;
using Support;

namespace Dots.Transport.Tests.Signatures;

/// <summary>Ten thousand damaged headers: none makes a reader throw, and none that is taken differs from what it writes again.</summary>
public sealed class ParserMutationTests
{
    private const int Mutations = 10_000;
    private const string Alphabet = "dots=(\"@metho-uri);,: \t\\?!19.azAZ=+/:\u00e9\u0000\r\n";

    [Fact]
    public void Signature_headers_are_read_or_refused_and_never_throw()
    {
        var random = new Random(4711);
        string[] seeds =
        [
            $"dots=(\"@method\" \"@target-uri\" \"content-digest\" \"date\" \"dots-certificate\");created=1764115200;nonce=\"0123456789abcdef\";keyid=\"{new string('a', 64)}\";alg=\"ecdsa-p256-sha256\"",
            $"dots=:{Convert.ToBase64String(new byte[64])}:, sig1=:AAAA:;a=1.5;b=?1",
            "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, sha-512=:AAAA:",
        ];
        var taken = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var text = Mutate(seeds[i % seeds.Length], random);
            if (StructuredReader.Dictionary(text) is { } members)
                foreach (var member in members)
                    if (SignatureParameters.Of(member) is { } parameters)
                    {
                        taken++;
                        var again = SignatureParameters.Of(StructuredReader.Dictionary($"a={parameters.Serialize()}")!.Single())!;
                        Assert.Equal(parameters.Serialize(), again.Serialize());
                        Assert.DoesNotContain('\n', parameters.Serialize());
                        _ = (parameters.Created, parameters.Expires, parameters.Nonce, parameters.KeyId, parameters.Algorithm?.AsString);
                        _ = SignatureRules.Check(parameters, DateTimeOffset.UnixEpoch);
                    }
            _ = MessageSignature.Read(text, text, out _);
            _ = ContentDigest.Read(text);
        }
        Assert.InRange(taken, 10, Mutations);
    }

    [Fact]
    public void Certificate_headers_are_read_or_refused_and_never_throw()
    {
        var random = new Random(4712);
        using var pki = new TestPki();
        var seed = CertificateField.Of(pki.Issue("op1"));
        for (var i = 0; i < Mutations / 10; i++)
            CertificateField.Read(Mutate(seed, random))?.Dispose();
        Assert.Null(CertificateField.Read(""));
        Assert.Null(CertificateField.Read($":{new string('A', 7000)}:"));
    }

    [Fact]
    public void Authorization_headers_are_read_or_refused_and_never_throw()
    {
        var random = new Random(4713);
        var taken = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var inner = Mutate("user:pass:word \u00e9", random);
            var text = i % 2 == 0 ? Mutate("Basic dXNlcjpwYXNzOndvcmQ=", random) : $"basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(inner))}";
            if (BasicCredentials.Read(text, out var fault) is { } read)
            {
                taken++;
                Assert.Equal("", fault);
                Assert.NotEmpty(read.User);
                Assert.False(read.User.Contains(':') || read.User.Any(char.IsControl) || read.Password.Any(char.IsControl));
                Assert.Equal(read, BasicCredentials.Read(read.Header, out _));
            }
            else
            {
                Assert.NotEmpty(fault);
            }
        }
        Assert.InRange(taken, 1000, Mutations);
    }

    private static string Mutate(string seed, Random random)
    {
        var text = new StringBuilder(seed);
        for (var changes = random.Next(4); changes >= 0; changes--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1 when text.Length > 1:
                    text.Remove(at, 1);
                    break;
                case 2:
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                case 3:
                    text.Insert(at, text.ToString(at, Math.Min(8, text.Length - at)));
                    break;
                default:
                    text.Length = Math.Max(1, at);
                    break;
            }
        }
        return text.ToString();
    }
}
