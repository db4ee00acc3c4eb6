using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Identity;
using Grains.Mitigations;
using Simulation.World;

namespace Simulation.Askers;

/// <summary>One attacked member with one alert: asks, repeats what was not answered, refreshes, changes its mind, ends it or goes silent.</summary>
internal sealed class Asker
{
    public const string Member = "op9";

    /// <summary>Where its targets lie.</summary>
    public static readonly ImmutableArray<Prefix> Zones = [Prefix.Parse("192.0.2.0/24")];

    /// <summary>How many networks attacks come from; see <see cref="Orchestrator.PathPlanner.Network"/>.</summary>
    public const int Networks = 5;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly SimulatedWorld _world;
    private readonly MitigationKey _key;
    private readonly Random _random;
    private HelpRequest _request;
    private Message? _last;
    private int _left;
    private int _notFound = 3;
    private bool _terminates;

    public Asker(SimulatedWorld world, string alert, Random random)
    {
        (_world, _random) = (world, random);
        _key = new(Member, alert);
        _left = random.Next(1, 8);
        _request = Scope() with { Lifetime = Lifetime() };
        _terminates = _request.Lifetime == TimeSpan.Zero || random.NextDouble() < 0.6;
        Name = $"asker-{alert}";
    }

    public string Name { get; }

    /// <summary>Whether it will send nothing any more but answers to repeat.</summary>
    public bool Done { get; private set; }

    public void Start()
    {
        var life = new Life(_world, Name, Killed);
        life.After(_world.Between(0, 20), () => Ask(life, "request"));
        life.After(_world.Between(0.1, 20), () => Next(life));
    }

    private void Killed()
    {
        _world.Count("asker.killed");
        _world.Scheduler.After(_world.Between(1, 60), () =>
        {
            var life = new Life(_world, Name, Killed);
            life.Run(() => Next(life));
        });
    }

    private void Next(Life life)
    {
        if (--_left < 0)
        {
            Finish(life);
            return;
        }

        switch (_random.Next(10))
        {
            case 0:
                _request = Comes(_request);
                Ask(life, "shift");
                break;
            case 1 or 2:
                Ask(life, "refresh");
                break;
            case 3 or 4:
                _request = _random.Next(3) == 0 ? Narrower(_request) : Scope(_request) with { Lifetime = _request.Lifetime };
                Ask(life, "scope");
                break;
            case 5 when _request.Lifetime != TimeSpan.Zero:
                _request = _request with { Lifetime = Lifetime() };
                _terminates |= _request.Lifetime == TimeSpan.Zero;
                Ask(life, "lifetime");
                break;
            case 6 when _last is not null:
                _world.Count("asker.repeats");
                Send(life, _last, 1);
                break;
            case 7 when _last is { Command: MitigationCommand.Ask ask }:
                _world.Count("asker.old-message");
                Send(life, _last with { Command = ask with { Date = ask.Date.AddSeconds(-3), Hash = "old" } }, 1);
                break;
            case 8 or 9:
                Send(life, new(new MitigationCommand.Efficacy(new Principal(Member, "key"), Now, _random.Next(6) == 0, _random.Next(101), 50), "efficacy"), 2);
                break;
            default:
                Ask(life, "refresh");
                break;
        }

        life.After(_random.NextDouble() < 0.6 ? _world.Between(0.2, 15) : _world.Between(15, 200), () => Next(life));
    }

    private void Finish(Life life)
    {
        if (!_terminates)
        {
            _world.Count("asker.goes-silent");
            Done = true;
            return;
        }

        // Some let an indefinite one run into its renewals.
        var wait = _request.Lifetime == TimeSpan.Zero && _random.NextDouble() < 0.3 ? _world.Between(3600, 30 * 3600) : _world.Between(0.1, 30);
        life.After(wait, () =>
        {
            _world.Count("asker.terminates");
            Send(life, new(new MitigationCommand.Withdraw(Member), "terminate"), 1000, () => Ended(life));
        });
    }

    private void Ended(Life life)
    {
        if (_random.NextDouble() < 0.4)
            life.After(_world.Between(0.5, 100), () =>
            {
                _world.Count("asker.repeats-ended");
                Ask(life, "request again");
            });
        if (_random.NextDouble() < 0.7)
            life.After(_world.Between(1, 60), () => Send(life, new(new MitigationCommand.Acknowledge(new Principal(Member, "key")), "acknowledge"), 2));
        life.After(TimeSpan.FromSeconds(101), () => Done = true);
    }

    private void Ask(Life life, string what)
    {
        _world.Count($"asker.{what}");
        _last = new(new MitigationCommand.Ask(_key, _request, Now, $"{_random.Next()}"), what);
        Send(life, _last, 6);
    }

    private void Send(Life life, Message message, int tries, Action? acknowledged = null)
    {
        // A message that is late may find its key gone; the next try is signed with the newest.
        var signedWith = _world.Members.KeyOf(Member);
        _world.Note(Name, $"sends {message.What} lifetime {_request.Lifetime?.TotalSeconds} s");
        _world.Network.Call<Answer>(life, Name, Deadline, reply => _world.Orchestrator.Ask(_key, message.Command, signedWith, (state, refused) =>
        {
            if (refused is null)
                _world.Checker.Acknowledged(_key, message.Command);
            reply(new(state, refused));
        }), answer =>
        {
            if (answer is { Refused: null })
            {
                _world.Count("asker.acknowledged");
                acknowledged?.Invoke();
                return;
            }

            _world.Count(answer is null ? "asker.not-answered" : "asker.refused");
            if (answer?.Refused == "not-found" && message.Command is MitigationCommand.Withdraw)
            {
                // A request of its own may still be on its way: it asks again until it knows what became of that.
                _world.Count("asker.not-found");
                if (--_notFound > 0)
                    life.After(_world.Between(400, 500), () => Send(life, message, 1000, acknowledged));
                else
                    Done = true;
            }
            else if (tries > 1)
            {
                life.After(_world.Between(0.5, 4), () => Send(life, message, tries - 1, acknowledged));
            }
        });
    }

    // The mechanism carries whole seconds.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(_world.Scheduler.Now.ToUnixTimeSeconds());

    private TimeSpan? Lifetime() => _random.Next(10) switch
    {
        < 5 => TimeSpan.FromSeconds(300),
        5 => TimeSpan.FromSeconds(10),
        6 => TimeSpan.FromSeconds(900),
        7 => null,
        8 => TimeSpan.FromSeconds(420),
        _ => TimeSpan.Zero,
    };

    /// <summary>Another match; for the same target as often as for one by chance, since filters for another one go at once.</summary>
    private HelpRequest Scope(HelpRequest? before = null)
    {
        var target = before is not null && _random.Next(2) == 0 ? before.Match.Destinations[0] : Prefix.Parse($"192.0.2.{_random.Next(1, 5)}/32");
        ImmutableArray<Prefix> sources = [.. Enumerable.Range(0, _random.Next(0, 5)).Select(i => Prefix.Parse($"198.51.100.{(i * 8) + _random.Next(8)}/32"))];
        return Comes(new()
        {
            Match = new() { Destinations = [target], Sources = sources, SourcePorts = _random.Next(2) == 0 || sources.IsEmpty ? [new PortRange(53, 53)] : [], Protocols = [17] },
            Action = _random.Next(4) == 0 ? HelpAction.Flowspec : HelpAction.Mitigation,
        });
    }

    /// <summary>Without one of the sources that its match names; as it is where it does not name several.</summary>
    private HelpRequest Narrower(HelpRequest request)
    {
        if (request.Match.Sources.Length < 2)
            return request;
        var less = request.Match.Sources[_random.Next(request.Match.Sources.Length)];
        return request with { Match = request.Match.KeepSources(s => s != less)! };
    }

    /// <summary>The same scope, and an attack that comes from elsewhere and is of another size.</summary>
    private HelpRequest Comes(HelpRequest request)
    {
        _world.AttackFrom.Clear();
        foreach (var network in Enumerable.Range(0, Networks).Where(_ => _random.Next(2) == 0))
            _world.AttackFrom.Add(network);
        return request with
        {
            Sources = _random.Next(4) == 0 ? [] : [.. _world.AttackFrom.Select(n => new WeightedSource(Prefix.Parse($"198.51.100.{(n * 8) + _random.Next(8)}/32"), Bps: _random.Next(1, 9) * 1e5))],
            VolumeBps = _random.Next(4) == 0 ? null : _random.Next(1, 9) * 1e6,
            MaxBandwidthBps = _random.Next(4) == 0 ? 1e6 : null,
        };
    }

    private sealed record Message(MitigationCommand Command, string What);

    private sealed record Answer(Mitigation? State, string? Refused);
}
