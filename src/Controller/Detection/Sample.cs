using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Detection;

/// <summary>What a feed saw of one target at one moment (draft-ietf-dots-architecture-07, 3.3.2). What it does not tell is null or empty.</summary>
internal sealed record Sample
{
    private const int MaxListed = 1000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
        Converters = { new PrefixJson() },
    };

    /// <summary>An address, or a prefix of a /24 and a /48 at most.</summary>
    public required Prefix Target { get; init; }

    /// <summary>Packets/s.</summary>
    public double? Pps { get; init; }

    /// <summary>Bits/s.</summary>
    public double? Bps { get; init; }

    /// <summary>Open connections.</summary>
    public double? Connections { get; init; }

    /// <summary>Number of sources.</summary>
    public double? Sources { get; init; }

    public ImmutableArray<string> AttackTypes { get; init; } = [];

    /// <summary>IP protocols of the attack.</summary>
    public ImmutableArray<byte> Protocols { get; init; } = [];

    /// <summary>Source ports of the attack, "53" or "1024-65535".</summary>
    public ImmutableArray<string> SourcePorts { get; init; } = [];

    /// <summary>Where most of it comes from.</summary>
    public ImmutableArray<Prefix> SourcePrefixes { get; init; } = [];

    /// <summary>Whether this network's uplink is full.</summary>
    public bool Congested { get; init; }

    /// <summary>A JSON line of a detector's command.</summary>
    /// <exception cref="FormatException">Not such a line; says what and where.</exception>
    public static Sample Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var sample = JsonSerializer.Deserialize<Sample>(line, Options) ?? throw new FormatException("expected a JSON object; found null");
            return sample.Fault() is { } fault ? throw new FormatException(fault) : sample;
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The traffic, as far as the feed told it.</summary>
    public PacketHeader Header() => new()
    {
        Targets = PacketHeader.FromMatch(new() { Destinations = [Target] }).Targets,
        Protocols = Protocols.Length == 1 ? Protocols : [],
        SourcePorts = SourcePorts.Length == 1 && PortRange.TryParse(SourcePorts[0], out var range) ? [range] : [],
    };

    private string? Fault() =>
        new[] { Pps, Bps, Connections, Sources }.Any(v => v is < 0 or > 1e18) ? "pps, bps, connections, sources: expected 0 or more"
        : new[] { AttackTypes.Length, Protocols.Length, SourcePorts.Length, SourcePrefixes.Length }.Any(n => n > MaxListed) ? $"a list has more than {MaxListed} entries"
        : SourcePorts.FirstOrDefault(p => !PortRange.TryParse(p, out _)) is { } port ? $"source_ports: expected a port or a range; found {port}"
        : AttackTypes.FirstOrDefault(t => t is not { Length: > 0 and <= 64 } || t.Any(c => char.IsControl(c) || c == ',')) is { } type ? $"attack_types: expected words without commas; found {type}"
        : Target.Length < (Target.IsIPv4 ? 24 : 48) ? $"target: {Target} is wider than /24 or /48"
        : null;
}
