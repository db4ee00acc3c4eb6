using System.Collections.Immutable;
using Dots.Mechanism;
using Dots.Scopes;
using Dots.Transport.Mechanism;
using Grains.Mitigations;
using AttackSource = Dots.Mechanism.AttackSource;
using Word = Dots.Mechanism.MitigationStatus;

namespace Quickstart.Scenario;

/// <summary>The scenario's mitigation as op1 has it: what it asks for, how it fares, what it is told.</summary>
internal sealed class AskedMitigation(SimulatedWorld world, Course course, TimeProvider time)
{
    private readonly ImmutableArray<AttackSource> _sources = ToldSources.Of(world.Attack);

    private volatile MitigationStatusUpdates? _status;
    private bool _heardOfHelp;

    /// <summary>Empty before it is asked.</summary>
    public string Alert { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>What op1's link takes, bits/s.</summary>
    public double MaxBandwidth => world.MaxBandwidth;

    /// <summary>How much of what comes to the victim gets through op1's link, 0..100.</summary>
    public int Health => (int)Math.Round(100 * Math.Min(1, MaxBandwidth / world.Plane.ResidueBps));

    /// <summary>The health op1 told last; null before it told any.</summary>
    public int? ToldHealth { get; private set; }

    public ImmutableArray<OperatorOverview> Operators => _status?.Extension?.Mitigation?.Operators ?? [];

    public bool IsDone => _status?.Status == Word.Done;

    /// <summary>Operators that said they filter, and reported drops.</summary>
    public int Reporting => Operators.Count(Reports);

    public MitigationKey Key => new(world.Asker.Name, Alert);

    /// <summary>Gives it a name, so that it can be withdrawn whatever comes of the request.</summary>
    public string Name()
    {
        Alert = world.Asker.Asker.NewAlertId(world.Plane.Target.ToString());
        world.Asker.Asker.StatusChanged += Hear;
        return Alert;
    }

    /// <summary>Asks for help against this traffic; again with other traffic: changes what was asked.</summary>
    /// <exception cref="ScenarioFailedException">It was not accepted.</exception>
    public async Task Ask(TrafficMatch match, CancellationToken stop)
    {
        var request = Request(match);
        if (AskedAt == default)
            AskedAt = time.GetUtcNow();
        ToldHealth = request.Info!.Health;
        if (await world.Asker.Asker.Request(request, stop) is not SendResult<MitigationStatusUpdates>.Ok and var answer)
            throw new ScenarioFailedException($"the request was not accepted: {answer}");
    }

    /// <summary>Whom the orchestrator would ask; nobody is asked.</summary>
    /// <exception cref="ScenarioFailedException">It made no plan.</exception>
    public async Task<MitigationOverview> Plan(TrafficMatch match, CancellationToken stop)
    {
        var request = Request(match) with { AlertId = world.Asker.Asker.NewAlertId(world.Plane.Target.ToString()) };
        return await world.Asker.Asker.Request(request with { Extension = request.Extension! with { PlanOnly = true } }, stop)
            is SendResult<MitigationStatusUpdates>.Ok { Message.Extension.Mitigation: { } plan } ? plan : throw new ScenarioFailedException("the orchestrator made no plan");
    }

    /// <summary>Tells how op1 fares. What did not arrive is not repeated: the next one says more.</summary>
    public async Task Tell(int health, CancellationToken stop)
    {
        if (await world.Asker.Asker.Efficacy(Alert, AttackStatus.InProcess, health, stop) is not SendResult<MitigationStatusUpdates>.Ok and var answer)
        {
            course.Say($"op1's health {health} was not taken: {answer}");
            return;
        }

        ToldHealth = health;
        course.Phase($"op1 reports health {health}");
    }

    public Task Withdraw(CancellationToken stop) => world.Asker.Asker.Terminate(Alert, stop);

    public Task Acknowledge(CancellationToken stop) => world.Asker.Asker.Acknowledge(Alert, stop);

    private MitigationRequest Request(TrafficMatch match)
    {
        var volume = new Throughputs { Bps = (long)world.Attack.OfferedBps, Pps = (long)world.Attack.Flows.Sum(f => f.Pps) };
        return new()
        {
            AlertId = Alert,
            // What its link takes is not told: a plan would stop at the three operators that make the rest fit, and there would be less to see.
            Action = MitigationAction.Mitigation,
            Lifetime = TimeSpan.FromMinutes(10),
            Header = PacketHeader.FromMatch(match),
            CurrentThroughputs = volume,
            PeakThroughputs = volume,
            Info = new AttackInfo { Ongoing = true, Severity = AttackSeverity.High, Direction = AttackDirection.In, Health = Health, Started = time.GetUtcNow() },
            Extension = new MitigationRequestExtension
            {
                VolumeBps = volume.Bps,
                Sources = _sources,
            },
        };
    }

    private void Hear(MitigationStatusUpdates status)
    {
        if (status.AlertId != Alert)
            return;
        _status = status;
        if (_heardOfHelp || !Operators.Any(IsActive))
            return;
        _heardOfHelp = true;
        course.Phase("op1 hears of the first active operator");
    }

    /// <summary>Whether it said that it filters, and reported drops.</summary>
    public static bool Reports(OperatorOverview o) => IsActive(o) && o.DroppedBps > 0;

    private static bool IsActive(OperatorOverview o) => o.State == "active";
}
