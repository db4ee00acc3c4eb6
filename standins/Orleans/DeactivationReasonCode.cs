namespace Orleans;

/// <summary>Why an activation ends.</summary>
[GenerateSerializer]
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason given.</summary>
    None = 0,

    /// <summary>The process stops.</summary>
    ShuttingDown = 1,

    /// <summary>Constructor, state or OnActivateAsync failed.</summary>
    ActivationFailed = 2,

    /// <summary>The directory failed.</summary>
    DirectoryFailure = 3,

    /// <summary>No request for as long as its collection age.</summary>
    ActivationIdle = 4,

    /// <summary>A request never ended.</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another activation of the same grain exists.</summary>
    DuplicateActivation = 6,

    /// <summary>A request of an incompatible interface version came.</summary>
    IncompatibleRequest = 7,

    /// <summary>The grain's code failed in a way that makes its state doubtful.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>It moves to another process.</summary>
    Migrating = 10,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>Memory runs out.</summary>
    HighMemoryPressure = 12,
}
