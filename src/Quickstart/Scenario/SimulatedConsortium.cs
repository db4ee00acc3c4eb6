using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dots.Transport.Tls;

namespace Quickstart.Scenario;

/// <summary>
/// Keys, consortium.json and files of the simulated members in the data directory. Keeps what is there and makes only what is missing.
/// </summary>
internal sealed class SimulatedConsortium
{
    private static readonly string[] Others = ["customer1", "observer1", "admin1"];

    private readonly string _data;
    private readonly Cast _cast;
    private readonly CertificateAuthority _authority;
    private readonly Dictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);

    /// <param name="cast">Who plays the operators, where nothing is stored yet.</param>
    public SimulatedConsortium(string data, Cast cast, TimeProvider time)
    {
        (_data, _cast) = (Path.GetFullPath(data), cast);
        _authority = CertificateAuthority.OpenOrCreate(Path.Combine(_data, "pki"), "ca", time);
        Issue("orchestrator", "localhost", "127.0.0.1", "::1");
        foreach (var member in cast.Parts.Select(p => p.Name).Concat(Others))
            Issue(member, member, "localhost", "127.0.0.1", "::1");
        WriteMissing("consortium.json", () => JsonSerializer.Serialize(Consortium(), new JsonSerializerOptions { WriteIndented = true }));
        WriteMissing("prefixes.txt", () => "# Address space that the simulated members verified of each other.\n");
        AddMissing("prefixes.txt", cast.Parts.SelectMany(p => p.Prefixes).Select(p => p.ToString()));
        WriteMissing("never-filter.txt", () => "# Never filtered by a simulated member: the root name servers A, F and K.\n198.41.0.4\n192.5.5.241\n193.0.14.129\n2001:503:ba3e::2:30\n");
        WriteMissing("decline.json", () => """{ "decline": { "code": "policy", "reason": "op5 never helps while its own customers are busy" } }""");
        WriteMissing("approval.json", () => """{ "orders": [ { "then": "approval", "reason": "op4's administrator looks at every order" } ] }""");
    }

    public string Data => _data;

    public string Ca => _authority.CertificatePath;

    public string Crl => _authority.CrlPath;

    public string ConsortiumFile => Path.Combine(_data, "consortium.json");

    public string Prefixes => Path.Combine(_data, "prefixes.txt");

    public string NeverFilter => Path.Combine(_data, "never-filter.txt");

    public string DecliningPolicy => Path.Combine(_data, "decline.json");

    public string ApprovalPolicy => Path.Combine(_data, "approval.json");

    public string LogOf(string name) => Path.Combine(_data, "logs", name + ".jsonl");

    public string Certificate(string name) => Path.Combine(_data, "pki", name + ".crt");

    public string Key(string name) => Path.Combine(_data, "pki", name + ".key");

    private void Issue(string name, params string[] alternativeNames) => _certificates[name] = _authority.Issue(name, alternativeNames);

    private void WriteMissing(string name, Func<string> content)
    {
        var path = Path.Combine(_data, name);
        if (!File.Exists(path))
            File.WriteAllText(path, content());
    }

    private void AddMissing(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_data, name);
        var known = File.ReadAllLines(path);
        File.AppendAllLines(path, lines.Except(known.Select(l => l.Trim())));
    }

    private object Consortium() => new
    {
        name = "simulated",
        visibility = "names",
        members = _cast.Parts.Select(p => Member(p.Name, "operator", null, [p.Asn], p.Prefixes))
            .Append(Member("customer1", "customer", "op1", [], _cast.CustomerPrefixes))
            .Append(Member("observer1", "observer", null, [], []))
            .Append(Member("admin1", "observer", null, [], [], "consortium administrator")),
    };

    private object Member(string id, string kind, string? @operator, uint[] asns, IEnumerable<Dots.Addressing.Prefix> zones, string? role = null)
    {
        var key = SenderId.Of(_certificates[id]);
        return new
        {
            id, kind, @operator, state = "approved", asns, zones = zones.Select(z => z.ToString()),
            evidence = "made up by the quick start; proves nothing", keys = new[] { key },
            roles = new Dictionary<string, string[]> { [key] = [role ?? "responder"] }, agreement = "v1",
        };
    }
}
