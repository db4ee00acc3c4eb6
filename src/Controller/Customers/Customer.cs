using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Addressing;
using Dots.Transport.Passwords;
using Dots.Transport.Tls;

namespace Controller.Customers;

/// <summary>Somebody this operator protects: a customer of Customers:File, or the operator itself with its own zones.</summary>
internal sealed record Customer
{
    public required string Id { get; init; }

    /// <summary>sender_ids of its certificates; more than one while keys roll. Without users too it never sends anything.</summary>
    public ImmutableHashSet<string> Keys { get; init; } = [];

    /// <summary>Who comes for it with a password, to a listener of mode ServerOnly.</summary>
    public ImmutableDictionary<string, PasswordHash> Users { get; init; } = ImmutableDictionary<string, PasswordHash>.Empty;

    /// <summary>Where it may send from; empty: anywhere. Never suffices alone.</summary>
    public ImmutableArray<Prefix> Addresses { get; init; } = [];

    /// <summary>Address space it was proven to hold.</summary>
    public required ImmutableArray<Prefix> Zones { get; init; }

    /// <summary>Shortest lengths of its targets.</summary>
    public (int V4, int V6) Widest { get; init; } = (32, 128);

    public RelayPolicy Relay { get; init; } = RelayPolicy.OnEscalation;

    public CustomerLimits Limits { get; init; } = new();

    /// <summary>Where its status goes when its registration names no other place; null: it fetches it.</summary>
    public Uri? CallbackUrl { get; init; }

    public bool MaySend => Keys.Count > 0 || Users.Count > 0;

    public bool MaySendFrom(IPAddress address) => Addresses.IsEmpty || Addresses.Any(a => a.Contains(Prefix.FromAddress(address)));

    public bool Holds(Prefix target) => Zones.Any(z => z.Contains(target));

    /// <summary>Wherever its callback URL leads, only one of its own keys may answer.</summary>
    public bool Owns(X509Certificate2 certificate) => Keys.Contains(SenderId.Of(certificate));
}

/// <summary>Whether what a customer asks for may be asked of the orchestrator too.</summary>
public enum RelayPolicy
{
    /// <summary>When own means do not suffice, or a person says so.</summary>
    OnEscalation,

    /// <summary>At once, beside own means.</summary>
    Always,

    /// <summary>Nothing about this customer leaves the operator.</summary>
    Never,
}

/// <summary>The contract with a customer. Told by the answer to its registration; what is above is refused.</summary>
internal sealed record CustomerLimits
{
    /// <summary>Mitigations that may run at once.</summary>
    public int Mitigations { get; init; } = 100;

    /// <summary>Bits/s of an attack; null: no limit.</summary>
    public long? Bps { get; init; }

    /// <summary>Packets/s of an attack; null: no limit.</summary>
    public long? Pps { get; init; }

    /// <summary>How long an attack may have lasted; null: no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Types of attack that are protected against; empty: all.</summary>
    public ImmutableArray<string> AttackTypes { get; init; } = [];
}
