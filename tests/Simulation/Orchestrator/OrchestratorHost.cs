using Dots.Serving;
using Grains.Mitigations;
using Grains.Operators;
using Simulation.World;

namespace Simulation.Orchestrator;

/// <summary>The orchestrator's process: its mitigations and its queues to the operators; killed and started again.</summary>
internal sealed class OrchestratorHost(SimulatedWorld world)
{
    public const string Name = "orchestrator";

    public static readonly Lifetimes Lifetimes = new();

    private readonly Dictionary<string, MitigationHost> _mitigations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperatorQueue> _queues = new(StringComparer.Ordinal);
    private Life? _life;
    private TimeProvider _clock = TimeProvider.System;

    public bool Up => _life is { Alive: true };

    /// <summary>When something last went wrong that may keep it from doing what it should.</summary>
    public DateTimeOffset LastDisturbed { get; private set; }

    public void Disturbed() => LastDisturbed = world.Scheduler.Now;

    public void Start()
    {
        if (Up)
            return;
        Disturbed();
        _mitigations.Clear();
        _queues.Clear();
        var life = _life = new(world, Name, Killed);
        _clock = new ProcessClock(world, life, TimeSpan.Zero);
        world.Note(Name, $"started");
        world.Checker.OrchestratorStarted();
        life.Run(Wake);
    }

    public void Kill(string why)
    {
        world.Count("kill.orchestrator");
        _life?.Kill(why);
    }

    /// <summary>A request or a termination arrives.</summary>
    /// <param name="signedWith">The key its sender proved.</param>
    /// <param name="reply">Gets the committed state and the refusal's code; never both.</param>
    public void Ask(MitigationKey key, MitigationCommand command, string signedWith, Action<Mitigation?, string?> reply)
    {
        if (_life is not { Alive: true } life)
            return;
        world.Stir();
        life.Run(() =>
        {
            life.Step("ask");
            if (world.Members.Current.FindByKey(signedWith)?.Id != key.Member)
            {
                world.Count("asker.unknown-key");
                reply(null, "unknown-key");
                return;
            }

            if (command is MitigationCommand.Ask && !world.Members.MayAsk(key))
            {
                reply(null, "not-approved");
                return;
            }

            var (state, refused) = Of(key).Carry(command);
            life.Step("answer");
            reply(state, refused);
        });
    }

    /// <summary>A report arrives.</summary>
    public void Report(string @operator, EngagementReport report, Action<bool> reply)
    {
        if (_life is not { Alive: true } life)
            return;
        life.Run(() =>
        {
            life.Step("report");
            var taken = MitigationKey.TryParseEngagement(report.Answer.Engagement, out var key, out var member) && member == @operator && Of(key).Report(@operator, report);
            if (taken)
                QueueOf(@operator).Seen(report.Answer);
            reply(taken);
        });
    }

    /// <summary>A sighting arrives.</summary>
    public void Sighted(MitigationKey key, string @operator, Grains.Sightings.SightingAnswer answer)
    {
        if (_life is { Alive: true } life)
            life.Run(() => Of(key).Sighted(@operator, answer));
    }

    /// <summary>One grain tells another what a controller answered; such a message may be lost.</summary>
    public void Heard(string @operator, OrderAnswer answer)
    {
        if (world.Chance(world.Faults.GrainLoss))
        {
            world.Count("grain.message-lost");
            return;
        }

        if (MitigationKey.TryParseEngagement(answer.Engagement, out var key, out _))
            Of(key).Hear(@operator, answer);
    }

    public OperatorQueue QueueOf(string @operator)
    {
        if (!_queues.TryGetValue(@operator, out var queue))
            _queues[@operator] = queue = new(world, this, _life!, _clock, world.Controllers[@operator]);
        return queue;
    }

    /// <summary>The members are read again twice a second, and every mitigation looks at them with its next drive.</summary>
    public void MembersChanged()
    {
        if (_life is not { Alive: true } life)
            return;
        world.Stir();
        life.Run(() =>
        {
            foreach (var mitigation in _mitigations.Values.ToList())
                mitigation.MembersChanged();
        });
    }

    /// <summary>Whether an order to another operator is under way.</summary>
    public bool IsBusyWithOthers(OperatorQueue queue) => _queues.Values.Any(q => q != queue && q.Busy);

    public void Forget(MitigationKey key) => _mitigations.Remove(key.ToString());

    private MitigationHost Of(MitigationKey key)
    {
        if (!_mitigations.TryGetValue(key.ToString(), out var mitigation))
            _mitigations[key.ToString()] = mitigation = new(world, this, _life!, _clock, key);
        return mitigation;
    }

    /// <summary>Wakes what must run, as every silo does at its start and every 10 s.</summary>
    private void Wake()
    {
        foreach (var key in world.Disk.Active.ToList())
            Of(MitigationKey.Parse(key));
        _life!.After(world.Pace(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), Wake);
    }

    private void Killed()
    {
        world.Count("orchestrator.killed");
        Disturbed();
        world.Scheduler.After(world.Between(0.5, world.Chance(0.1) ? 400 : 20), Start);
    }
}
