namespace MeasureHook;

/// <summary>What a server's process says of itself.</summary>
/// <param name="Heap">Managed bytes in use; what is reachable, if it was told to collect first.</param>
/// <param name="WorkingSet">Bytes of the process in memory, before that collection.</param>
/// <param name="Worked">Seconds of processor time since it started.</param>
/// <param name="Paused">Seconds that collections have stopped it for.</param>
/// <param name="Allocated">Bytes allocated since it started.</param>
/// <param name="Collections">Collections of any generation.</param>
/// <param name="FullCollections">Of those, of the last one.</param>
/// <param name="Compiled">Methods compiled: while they still grow it is not warm.</param>
public sealed record ServerState(long Heap, long WorkingSet, double Worked, double Paused, long Allocated, int Collections, int FullCollections, long Compiled)
{
    /// <summary>What is sent to be told the state after full collections; anything else asks for it as it is.</summary>
    public const string Collect = "collect";
}
