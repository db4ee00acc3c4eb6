namespace Hosting.Health;

/// <summary>A part of the process that may not be ready yet. Registered as many times as there are parts.</summary>
public interface IReadiness
{
    /// <summary>What is not ready, for a person; nothing when all is well. Answers from memory: it is asked for often, and by anybody.</summary>
    IEnumerable<string> NotReady();
}
