using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Simulation.Askers;
using Simulation.Controllers;
using Simulation.Orchestrator;

namespace Simulation.World;

/// <summary>Who may ask and help: members are suspended, stops are set, and both are lifted again.</summary>
internal sealed class Membership
{
    private readonly SimulatedWorld _world;
    private readonly ImmutableArray<Member> _members;
    private readonly ImmutableArray<OperatorProfile> _profiles;
    private readonly SortedSet<string> _suspended = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<string>> _keys = new(StringComparer.Ordinal);
    private ImmutableArray<Stop> _stops = [];
    private int _rolled;
    private long _version;

    public Membership(SimulatedWorld world, IEnumerable<ControllerHost> operators)
    {
        _world = world;
        _profiles = [.. operators.Select(o => new OperatorProfile { Member = o.Name, Url = "https://" + o.Name, Asns = [PathPlanner.AsnOf(o.Name)], RulesMax = o.Rules, RulesFree = o.Rules, RulesSaid = o.Rules })];
        _members =
        [
            .. _profiles.Select(o => new Member { Id = o.Member, Kind = MemberKind.Operator, State = MemberState.Approved, Asns = o.Asns }),
            new() { Id = Asker.Member, Kind = MemberKind.Operator, State = MemberState.Approved, Zones = Asker.Zones },
        ];
        foreach (var member in _members)
            _keys[member.Id] = [$"{member.Id}-key-0"];
        Change();
    }

    public ConsortiumIndex Current { get; private set; } = ConsortiumIndex.Empty;

    /// <summary>When it last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    public bool MayHelp(string @operator) => Barred.Operator(@operator, Current) is null;

    public bool MayAsk(MitigationKey key) => Barred.Asker(key, Current) is null;

    public void Bar()
    {
        var member = _members[_world.Random.Next(_members.Length)].Id;
        var lifted = _world.Between(1, 300);
        if (_world.Chance(0.5))
        {
            _suspended.Add(member);
            Told("suspended", member);
            _world.Scheduler.After(lifted, () => Lift("approved again", member, () => _suspended.Remove(member)));
            return;
        }

        var scope = _world.Chance(0.1) ? StopScope.All : member == Asker.Member ? StopScope.Asker : StopScope.Operator;
        var stop = new Stop(scope, scope == StopScope.All ? null : member, "admin", "simulated", _world.Scheduler.Now);
        if (_stops.Any(s => (s.Scope, s.Subject) == (stop.Scope, stop.Subject)))
            return;
        _stops = _stops.Add(stop);
        Told("stopped", stop.Subject ?? "everything");
        _world.Scheduler.After(lifted, () => Lift("resumed", stop.Subject ?? "everything", () => _stops = _stops.Remove(stop)));
    }

    /// <summary>The key a member uses now: the newest one it has.</summary>
    public string KeyOf(string member) => _keys[member][^1];

    /// <summary>The asker gets another key; for a while both count.</summary>
    public void Roll()
    {
        var next = $"{Asker.Member}-key-{++_rolled}";
        _keys[Asker.Member] = [_keys[Asker.Member][^1], next];
        Rolled("given another key");
        _world.Scheduler.After(_world.Between(1, 60), () =>
        {
            _keys[Asker.Member] = [_keys[Asker.Member][^1]];
            Rolled("rid of its old key");
        });
    }

    /// <summary>Everybody may ask and help again.</summary>
    public void LiftAll()
    {
        _suspended.Clear();
        _stops = [];
        Change();
    }

    private void Told(string what, string whom)
    {
        _world.Count($"member.{what}");
        _world.Note("consortium", $"{whom} is {what}");
        Change();
        _world.Orchestrator.MembersChanged();
    }

    // No mitigation looks at keys, so nothing has to move for one.
    private void Rolled(string what)
    {
        _world.Count($"member.{what}");
        _world.Note("consortium", $"{Asker.Member} is {what}");
        Current = new(Current.Snapshot with { Version = ++_version, Members = [.. Current.Snapshot.Members.Select(m => m with { Keys = _keys[m.Id] })] });
    }

    private void Lift(string what, string whom, Action lift)
    {
        lift();
        Told(what, whom);
    }

    private void Change()
    {
        ChangedAt = _world.Scheduler.Now;
        Current = new(new ConsortiumSnapshot
        {
            Version = ++_version, Stops = _stops, Operators = _profiles, Members = [.. _members.Select(m => m with { Keys = _keys[m.Id], State = _suspended.Contains(m.Id) ? MemberState.Suspended : MemberState.Approved })],
        });
    }
}
