using System.Text;
using Bench.World;
using Dots.Mechanism;
using Dots.Scopes;
using Dots.Transport.Tls;

namespace Bench.Accept;

/// <summary>A customer with a /24 of its own that asks for help again and again: distinct alert ids, targets all over its zone. Used by one worker at a time.</summary>
internal sealed class Asker : IDisposable
{
    private const int Targets = 16;

    private readonly Caller _caller;
    private readonly (byte[] Body, int AlertAt)[] _templates;
    private readonly int _number;
    private long _asked;

    public Asker(int number, Pki pki)
    {
        _number = number;
        var certificate = pki.Issue(Id);
        Key = SenderId.Of(certificate);
        _caller = new(certificate);
        _templates = [.. Enumerable.Range(0, Targets).Select(t => Template($"198.18.{number}.{(t * 16) + 5}"))];
    }

    public string Id => $"customer{_number}";

    public string Key { get; }

    public object Member => new { id = Id, kind = "customer", state = "approved", zones = new[] { $"198.18.{_number}.0/24" }, evidence = "bench", keys = new[] { Key } };

    /// <summary>Alert ids asked with since the last time.</summary>
    public List<string> Alerts { get; } = [];

    /// <summary>Sends the next request; the answer's bytes.</summary>
    public Task<byte[]> Ask(Uri server, bool remember)
    {
        var (template, at) = _templates[_asked % Targets];
        var alert = $"{_number:x8}{_asked++:x56}";
        if (remember)
            Alerts.Add(alert);
        var body = template.AsSpan().ToArray();
        Encoding.ASCII.GetBytes(alert, body.AsSpan(at));
        return _caller.Post(new Uri(server, "dots/api/mitigation_request"), body);
    }

    public void Dispose() => _caller.Dispose();

    private (byte[] Body, int AlertAt) Template(string target)
    {
        var placeholder = new string('f', 64);
        var body = MechanismCodec.Encode(new MitigationRequest
        {
            AlertId = placeholder,
            SenderId = Key,
            Lifetime = TimeSpan.FromSeconds(1800),
            MaxBandwidthBps = 8_000_000_000,
            Header = new() { Targets = [target], Protocols = [17], SourcePorts = [new PortRange(53, 53)] },
            CurrentThroughputs = new() { Bps = 40_000_000_000, Pps = 5_000_000 },
            Info = new() { AttackTypes = ["dns-amplification"], Severity = AttackSeverity.High },
            Extension = new() { VolumeBps = 40_000_000_000 },
        });
        return (body, body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(placeholder)));
    }
}
