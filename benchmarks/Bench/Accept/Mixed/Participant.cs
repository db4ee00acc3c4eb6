using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bench.World;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Dots.Transport.Tls;

namespace Bench.Accept.Mixed;

/// <summary>A member with a key and a connection of its own: registers, sends heartbeats, asks for help and withdraws. Messages are made once and filled in.</summary>
internal sealed class Participant : IDisposable
{
    private const int Targets = 14;

    private readonly Uri _server;
    private readonly X509Certificate2 _certificate;
    private readonly byte[] _heartbeat;
    private readonly byte[] _registration;
    private Caller _caller;
    private long _asked;

    private Participant(string id, Uri server, X509Certificate2 certificate, Registration registration, uint asn)
    {
        (Id, _server, _certificate, _caller) = (id, server, certificate, new(certificate));
        Key = SenderId.Of(certificate);
        _registration = MechanismCodec.Encode(registration);
        _heartbeat = MechanismCodec.Encode(new Heartbeat { SenderId = Key, SenderAsn = asn, Extension = new() });
    }

    public string Id { get; }

    public string Key { get; }

    private int Number { get; init; }

    /// <summary>A customer whose zone is the n-th /28 of the benchmarking network.</summary>
    public static Participant Customer(string id, int n, Uri server, X509Certificate2 certificate)
    {
        var registration = new Registration { CustomerName = id, IpVersion = IpVersions.V4, ProtectedZones = [new() { Index = 0, IPv4 = Prefix.Parse(Zone(n)) }], Extension = new() };
        return new(id, server, certificate, registration, 0) { Number = n };
    }

    /// <summary>An operator with a controller, an ASN and a /24.</summary>
    public static Participant Operator(string id, int n, Uri controller, Uri server, X509Certificate2 certificate)
    {
        var registration = new Registration
        {
            CustomerName = id, IpVersion = IpVersions.V4, ProtectedZones = [new() { Index = 0, IPv4 = Prefix.Parse(Members.OperatorZone(n)) }],
            Extension = new() { CallbackUrl = controller, Kind = RegistrantKind.Operator, Operator = new() { Asns = [Members.Asn(n)], RulesMax = 100_000, RulesFree = 100_000 } },
        };
        return new(id, server, certificate, registration, Members.Asn(n));
    }

    public static string Zone(int n) => $"{Address(n, 0)}/28";

    public Task Register() => Post("registration", _registration);

    /// <summary>As after a restart: a new connection, then the registration.</summary>
    public async Task Restart()
    {
        using var before = _caller;
        _caller = new(_certificate);
        await Register();
    }

    public Task Beat() => Post("heartbeat", _heartbeat);

    /// <summary>The next alert id.</summary>
    public string NextAlert() => $"{Number:x8}{Interlocked.Increment(ref _asked):x56}";

    public Task Ask(string alert, ImmutableArray<Prefix> sources) => Post("mitigation_request", Request(alert, (int)(_asked % Targets), sources));

    public Task Withdraw(string alert) => Post("mitigation_termination_request", MechanismCodec.Encode(new MitigationTerminationRequest { AlertId = alert, SenderId = Key }));

    /// <summary>A request for one of its addresses, whose attack comes from these sources alike.</summary>
    public byte[] Request(string alert, int target, ImmutableArray<Prefix> sources) => MechanismCodec.Encode(new MitigationRequest
    {
        AlertId = alert,
        SenderId = Key,
        Lifetime = TimeSpan.FromSeconds(300),
        MaxBandwidthBps = 8_000_000_000,
        Header = new() { Targets = [Address(Number, target + 1)], Protocols = [17], SourcePorts = [new PortRange(53, 53)] },
        CurrentThroughputs = new() { Bps = 40_000_000_000, Pps = 5_000_000 },
        Info = new() { AttackTypes = ["dns-amplification"], Severity = AttackSeverity.High },
        Extension = new() { VolumeBps = 40_000_000_000, Sources = [.. sources.Select(s => new AttackSource { Prefix = s, Bps = 40_000_000_000 / sources.Length })] },
    });

    public void Dispose() => _caller.Dispose();

    private static string Address(int n, int host) => $"198.{18 + (n >> 12)}.{(n >> 4) & 255}.{((n & 15) << 4) + host}";

    private Task<byte[]> Post(string name, byte[] body) => _caller.Post(new Uri(_server, "dots/api/" + name), body);
}
