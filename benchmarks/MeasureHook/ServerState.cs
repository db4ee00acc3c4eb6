namespace MeasureHook;

/// <summary>What a server's process says of itself.</summary>
/// <param name="Heap">Managed bytes in use; what is reachable, if it was told to collect first.</param>
/// <param name="WorkingSet">Bytes of the process in memory, before that collection.</param>
/// <param name="Worked">Seconds of processor time since it started.</param>
/// <param name="Paused">Seconds that collections have stopped it for, without those it was told to make.</param>
/// <param name="Allocated">Bytes allocated since it started.</param>
/// <param name="Collections">Collections of any generation.</param>
/// <param name="FullCollections">Of those, of the last one.</param>
/// <param name="Compiled">Methods compiled: while they still grow it is not warm.</param>
/// <param name="Commits">How many of the journal's commits took how long, see <see cref="SecondsOf"/>.</param>
public sealed record ServerState(long Heap, long WorkingSet, double Worked, double Paused, long Allocated, int Collections, int FullCollections, long Compiled, long[] Commits)
{
    /// <summary>What is sent to be told the state after full collections; anything else asks for it as it is.</summary>
    public const string Collect = "collect";

    /// <summary>From 10 us to over a minute.</summary>
    public const int CommitSteps = 170;

    private const double Shortest = 1e-5;
    private const double Growth = 1.1;

    /// <summary>In which step a duration falls.</summary>
    public static int StepOf(double seconds) => Math.Clamp((int)Math.Round(Math.Log(Math.Max(seconds, Shortest) / Shortest, Growth)), 0, CommitSteps - 1);

    /// <summary>What a step stands for.</summary>
    public static double SecondsOf(int step) => Shortest * Math.Pow(Growth, step);
}
