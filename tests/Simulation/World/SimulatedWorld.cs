using System.Runtime.CompilerServices;
using Simulation.Askers;
using Simulation.Controllers;
using Simulation.Network;
using Simulation.Orchestrator;
using Simulation.Properties;
using Simulation.Stores;

namespace Simulation.World;

/// <summary>Everything of one run. The same seed makes the same world with the same history.</summary>
internal sealed class SimulatedWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    private readonly Dictionary<string, int> _counts;
    private readonly List<Asker> _askers = [];
    private DateTimeOffset _stirred = Scheduler.Start;

    public SimulatedWorld(int seed, Seams seams, bool recording, Dictionary<string, int> counts)
    {
        _counts = counts;
        Seams = seams;
        Random = new(seed);
        History = new(Scheduler, recording);
        Checker = new(this);
        Network = new(this);
        Planner = new(this);
        Orchestrator = new(this);
        Faults = Faults.Draw(Random);
        var beyond = Random.NextDouble() < 0.15;
        for (var n = Random.Next(1, 7); n > 0; n--)
            Controllers[$"op{n}"] = new(this, $"op{n}", Draw(beyond, tells: n % 2 == 0));
        Paths = Random.NextDouble() < 0.7 ? new(this, Controllers.Count) : null;
        LooksFirst = Paths is not null && Random.NextDouble() < 0.5;
        Members = new(this, Controllers.Values);
        for (var n = Random.Next(10) < 8 ? 1 : 2; n > 0; n--)
            _askers.Add(new(this, $"a{n}", new Random(Random.Next())));
    }

    public Scheduler Scheduler { get; } = new();

    public Random Random { get; }

    public Seams Seams { get; }

    public Faults Faults { get; private set; }

    public History History { get; }

    public Checker Checker { get; }

    public VirtualNetwork Network { get; }

    public OrchestratorDisk Disk { get; } = new();

    public RandomPlanner Planner { get; }

    /// <summary>What plans are made with instead, in most runs; null: <see cref="Planner"/> makes them.</summary>
    public PathPlanner? Paths { get; }

    /// <summary>Whether operators are asked what they see before each plan.</summary>
    public bool LooksFirst { get; }

    /// <summary>The networks that the attack comes from at present.</summary>
    public HashSet<int> AttackFrom { get; } = [];

    public OrchestratorHost Orchestrator { get; }

    public Membership Members { get; }

    public SortedDictionary<string, ControllerHost> Controllers { get; } = new(StringComparer.Ordinal);

    public bool Calm { get; private set; }

    /// <summary>Lets the run happen, to the moment when nothing is left or should be.</summary>
    public void Run()
    {
        Orchestrator.Start();
        foreach (var controller in Controllers.Values)
            controller.Start();
        foreach (var asker in _askers)
            asker.Start();
        Kills();
        Cuts();
        RouterRestarts();
        Again(f => f.BarEvery, Members.Bar);
        Again(f => f.RollEvery, Members.Roll);
        Again(f => f.MapEvery, () =>
        {
            Count("map.changed");
            Note("world", $"the map of the Internet has changed");
            Paths?.Redraw();
        });
        Stops();
        CheckSoon();
        while (Checker.Violations.Count == 0 && !Over() && Scheduler.Step())
            if (Scheduler.Steps > 600_000)
                Checker.Violated(0, "it does not come to an end");
        if (Checker.Violations.Count == 0)
            Checker.AtTheEnd();
        Count("runs");
        Count("events", Scheduler.Steps);
    }

    /// <summary>Whether the attack crosses this operator; where nobody knows paths it does.</summary>
    public bool Crosses(string @operator) => Paths is not { } paths || paths.Crosses(@operator, AttackFrom);

    public bool Chance(double share) => share > 0 && Random.NextDouble() < share;

    /// <summary>Seconds.</summary>
    public TimeSpan Between(double least, double most) => TimeSpan.FromMicroseconds((long)((least + ((most - least) * Random.NextDouble())) * 1e6));

    public void Count(string what, int by = 1) => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _) += by;

    public void Note(string who, [InterpolatedStringHandlerArgument("")] History.Text what)
    {
        if (History.Recording)
            History.Add(who, what.Take());
    }

    /// <summary>Something moved: what looks from time to time looks often again.</summary>
    public void Stir() => _stirred = Scheduler.Now;

    /// <summary>How long to wait until looking again: the longer nothing moved, the longer. Spares runs of a day their 86,400 seconds.</summary>
    public TimeSpan Pace(TimeSpan least, TimeSpan most)
    {
        var idle = (Scheduler.Now - _stirred) / 16;
        return idle < least ? least : idle > most ? most : idle;
    }

    /// <summary>Lets virtual time pass for one process.</summary>
    public Task Pause(Life life, TimeSpan @for, CancellationToken cancellation = default)
    {
        var pause = new TaskCompletionSource();
        var stop = cancellation.UnsafeRegister(static (p, token) => ((TaskCompletionSource)p!).TrySetCanceled(token), pause);
        life.After(@for, () =>
        {
            stop.Dispose();
            pause.TrySetResult();
        });
        return pause.Task;
    }

    private ControllerTraits Draw(bool beyond, bool tells)
    {
        var skew = beyond && Random.NextDouble() < 0.5 ? Between(60, 400) : Random.NextDouble() < 0.3 ? TimeSpan.Zero : Between(0, 60);
        return new(skew, Random.NextDouble() < 0.08, Random.NextDouble() < 0.95, Random.NextDouble() < 0.1, Random.NextDouble() < 0.1 ? 3 : 1000, Random.NextDouble() < (Faults.OnlyMembersMisbehave ? 0.3 : 0.05), Random.NextDouble() < 0.1, tells);
    }

    /// <summary>Once all askers are done the faults go on for a while, then they stop; then everything has its time to come to its end.</summary>
    private bool Over()
    {
        if (Scheduler.Steps % 64 != 0 || !_askers.TrueForAll(a => a.Done))
            return false;
        _doneAt ??= Scheduler.Now;
        if (!Calm && Scheduler.Now > _doneAt + _faultsGoOn)
            BeCalm();
        if (!Calm)
            return false;
        return Checker.NothingLeft || Scheduler.Now > (Checker.LastEnd > _calmAt ? Checker.LastEnd : _calmAt) + Patience;
    }

    private DateTimeOffset? _doneAt;
    private DateTimeOffset _calmAt;
    private readonly TimeSpan _faultsGoOn = TimeSpan.FromMinutes(4);

    private void BeCalm()
    {
        Note("world", $"faults stop");
        (Calm, _calmAt, Faults) = (true, Scheduler.Now, Faults.None);
        Network.Mend();
        Members.LiftAll();
        Orchestrator.Start();
        foreach (var controller in Controllers.Values)
            controller.Start();
        Stir();
    }

    private void Kills() => Again(f => f.KillEvery, () =>
    {
        var n = Random.Next(Controllers.Count + 1);
        if (n == Controllers.Count)
            Orchestrator.Kill("at some moment");
        else
            Controllers.Values.ElementAt(n).Kill("at some moment");
    });

    private void Cuts() => Again(f => f.PartitionEvery, () =>
        Network.Cut(Random.Next(10) == 0 ? _askers[0].Name : Controllers.Keys.ElementAt(Random.Next(Controllers.Count)), Between(5, Chance(0.2) ? 900 : 90)));

    private void RouterRestarts() => Again(f => f.RouterRestartEvery, () => Controllers.Values.ElementAt(Random.Next(Controllers.Count)).Router.LoseAll());

    private void Stops() => Again(f => f.StopEvery, () => Controllers.Values.ElementAt(Random.Next(Controllers.Count)).PeopleStop());

    private void Again(Func<Faults, double> meanSeconds, Action fault)
    {
        if (meanSeconds(Faults) is not > 0 and var _)
            return;
        var mean = meanSeconds(Faults);

        // In runs of a day there are not more faults than in those of minutes: they come while something moves.
        Scheduler.After(Between(0, 2 * mean) + Pace(TimeSpan.Zero, TimeSpan.FromHours(1)), () =>
        {
            if (Calm)
                return;
            fault();
            Again(meanSeconds, fault);
        });
    }

    private void CheckSoon() => Scheduler.After(Pace(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)), () =>
    {
        Checker.FromTimeToTime();
        CheckSoon();
    });
}
