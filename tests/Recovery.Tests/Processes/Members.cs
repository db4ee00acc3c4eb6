using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Recovery.Tests.Processes;

/// <summary>A folder with a consortium's authority and the keys of those who take part.</summary>
internal sealed class Members : IDisposable
{
    private readonly Dictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);

    public Members(params ReadOnlySpan<string> names)
    {
        Authority = CertificateAuthority.OpenOrCreate(Folder.File("pki"), "ca", TimeProvider.System);
        foreach (var name in names)
            _certificates[name] = Authority.Issue(name, [name, "localhost", "127.0.0.1"]);
    }

    public TempFolder Folder { get; } = new();

    public CertificateAuthority Authority { get; }

    public X509Certificate2 Certificate(string name) => _certificates[name];

    public string SenderId(string name) => Dots.Transport.Tls.SenderId.Of(_certificates[name]);

    public PeerCertificates Peers() => new([Authority.Certificate], null, TimeProvider.System, NullLogger<PeerCertificates>.Instance);

    public MechanismClient Client(string name, Uri to) => new(
        new MechanismClientOptions { Url = to, Certificate = _certificates[name], Certificates = Peers(), AllowPrivateAddresses = true }, TimeProvider.System);

    /// <summary>The settings of a process with one of these keys.</summary>
    public Dictionary<string, string> Settings(string prefix, string name, int port, params ReadOnlySpan<(string Key, string Value)> more)
    {
        Dictionary<string, string> settings = new()
        {
            [prefix + "Listen__0__Endpoint"] = $"127.0.0.1:{port}",
            [prefix + "Development"] = "true",
            [prefix + "Data__Directory"] = Folder.Path,
            [prefix + "Identity__Certificate"] = Folder.File($"pki/{name}.crt"),
            [prefix + "Identity__Key"] = Folder.File($"pki/{name}.key"),
            [prefix + "Identity__Ca"] = Authority.CertificatePath,
            [prefix + "Identity__Crl"] = Authority.CrlPath,
        };
        foreach (var (key, value) in more)
            settings[prefix + key] = value;
        return settings;
    }

    /// <summary>Sends until there is an answer that will not change: the process may be dead, or not ready.</summary>
    public static async Task<T> Answered<T>(string what, Func<Task<SendResult<T>>> send)
        where T : class
    {
        var result = await Wait.Until($"an answer to {what}", send, r => r is SendResult<T>.Ok or SendResult<T>.Refused { Permanent: true });
        return result is SendResult<T>.Ok ok ? ok.Message : throw new InvalidOperationException($"{what} was refused for good: {((SendResult<T>.Refused)result).Refusal}");
    }

    /// <summary>Has the orchestrator's own command check the ledger of a journal on which nothing runs; its exit code.</summary>
    public static async Task<int> VerifyLedger(string journal)
    {
        await using var verify = Child.Start("Orchestrator.Gateway", ["ledger", "verify", journal], new Dictionary<string, string>());
        return await verify.Exited;
    }

    public void Dispose()
    {
        foreach (var certificate in _certificates.Values)
            certificate.Dispose();
        Folder.Dispose();
    }
}
