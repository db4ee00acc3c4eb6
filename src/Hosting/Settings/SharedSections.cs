using System.Net;

namespace Hosting.Settings;

/// <summary>One listener (contracts, Settings: Listen).</summary>
public sealed class ListenSettings
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public required IPEndPoint Endpoint { get; init; }

    public ListenProtocol Protocol { get; init; } = ListenProtocol.Https;

    public IdentityMode Mode { get; init; } = IdentityMode.Mutual;
}

/// <summary>What a listener speaks.</summary>
public enum ListenProtocol
{
    /// <summary>JSON mechanism and health over HTTPS.</summary>
    Https,
}

/// <summary>How a listener knows its peers (mechanism, section 5).</summary>
public enum IdentityMode
{
    /// <summary>(a) X.509 both ways, against the consortium's CA.</summary>
    Mutual,

    /// <summary>(b) The server's certificate only; clients come with user and password, or sign their messages.</summary>
    ServerOnly,

    /// <summary>(c) Both sides sign their messages.</summary>
    Signed,
}

/// <summary>Who this process is, and whom it believes (contracts, Settings: Identity). All files are PEM.</summary>
public sealed class IdentitySettings
{
    /// <summary>Own certificate, followed by its intermediates if there are any.</summary>
    [ExistingFile]
    public required string Certificate { get; init; }

    /// <summary>Own private key; only its owner may be able to read the file.</summary>
    [ExistingFile]
    public required string Key { get; init; }

    /// <summary>Certificate authority of the consortium.</summary>
    [ExistingFile]
    public required string Ca { get; init; }

    /// <summary>Certificate revocation list of that authority; without it nothing counts as revoked.</summary>
    [ExistingFile]
    public string? Crl { get; init; }

    /// <summary>Seconds a peer's clock may differ from ours.</summary>
    [Between(1, 3600)]
    public int ClockSkewSeconds { get; init; } = 60;
}

/// <summary>Where a process keeps what must survive it (contracts, Settings: Data).</summary>
public sealed class DataSettings
{
    /// <summary>A folder; made when it is missing.</summary>
    public string Directory { get; init; } = ".data";
}

/// <summary>Where traces and metrics go (contracts, Settings: Telemetry).</summary>
public sealed class TelemetrySettings
{
    /// <summary>Base URL of an OTLP/HTTP receiver, e.g. http://127.0.0.1:4318; absent: nothing is sent.</summary>
    [Scheme("http", "https")]
    public Uri? Otlp { get; init; }
}
