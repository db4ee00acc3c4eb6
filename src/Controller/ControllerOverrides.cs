using System.Net;
using Controller.Mitigators;
using Controller.Sightings;
using Microsoft.Extensions.Logging;

namespace Controller;

/// <summary>What a program that runs controllers inside itself puts in the place of what settings would choose.</summary>
public sealed record ControllerOverrides
{
    /// <summary>Instead of the one of Mitigator:Kind, e.g. a simulated data plane.</summary>
    public IMitigator? Mitigator { get; init; }

    /// <summary>Instead of what Sightings:Kind says.</summary>
    internal ISightingSource? Sightings { get; init; }

    /// <summary>Instead of the system's clock.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Instead of the system's resolver of DNS names.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Instead of lines on standard error.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
