namespace Conformance.Tests.Worlds;

/// <summary>Who is sent a message.</summary>
public enum Receiver
{
    /// <summary>The real orchestrator's gateway.</summary>
    Orchestrator,

    /// <summary>op3's real controller.</summary>
    Controller,
}
