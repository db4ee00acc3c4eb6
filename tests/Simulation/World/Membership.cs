using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Mitigations;
using Simulation.Askers;

namespace Simulation.World;

/// <summary>Who may ask and help: members are suspended, stops are set, and both are lifted again.</summary>
internal sealed class Membership
{
    private readonly SimulatedWorld _world;
    private readonly ImmutableArray<Member> _members;
    private readonly SortedSet<string> _suspended = new(StringComparer.Ordinal);
    private ImmutableArray<Stop> _stops = [];
    private long _version;

    public Membership(SimulatedWorld world, IEnumerable<string> operators)
    {
        _world = world;
        _members = [.. operators.Append(Asker.Member).Select(id => new Member { Id = id, Kind = MemberKind.Operator, State = MemberState.Approved })];
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
            Version = ++_version, Stops = _stops, Members = [.. _members.Select(m => _suspended.Contains(m.Id) ? m with { State = MemberState.Suspended } : m)],
        });
    }
}
