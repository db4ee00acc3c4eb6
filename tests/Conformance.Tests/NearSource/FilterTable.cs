using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>The filter entries of one operator, as its controller keeps them: it declines what it has no room for, and says with each answer how many are free.</summary>
internal sealed class FilterTable : IDisposable
{
    private readonly AheadWorld _world;
    private readonly string _member;
    private readonly int _max;
    private readonly bool _tells;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Revision, int Entries)> _held = new(StringComparer.Ordinal);
    private readonly List<string> _declined = [];

    /// <param name="tells">Whether answers say how many are free; else only the registration did.</param>
    public FilterTable(AheadWorld world, int asn, int max, bool tells = true)
    {
        (_world, _member, _max, _tells) = (world, world.Name(asn), max, tells);
        world.Controllers.Scripts[_member] = (heard, _) => Task.FromResult(Answered(heard));
    }

    /// <summary>Orders that asked for more than there was at that moment.</summary>
    public string[] Declined
    {
        get
        {
            lock (_lock)
                return [.. _declined];
        }
    }

    public int Free
    {
        get
        {
            lock (_lock)
                return _max - _held.Values.Sum(h => h.Entries);
        }
    }

    /// <summary>What this request has of them.</summary>
    public int Of(Help help)
    {
        lock (_lock)
            return _held.Where(h => h.Key.Contains(help.Alert, StringComparison.Ordinal)).Sum(h => h.Value.Entries);
    }

    /// <summary>A report about this request's order that says how many are free.</summary>
    public async Task Report(Help help)
    {
        var order = _world.InForce(help).Single(o => o.To == _member);
        var body = Bodies.Extended(
            Bodies.Status((string)order.Body["alert_id"]!, _world.Gateway.SenderId(_member), PlanningWorld.Asn(_member)), "engagement",
            Bodies.Engagement((string)order.Engagement!["id"]!, (int)order.Engagement["revision"]!, ("state", "active"), ("report", 1), ("rules_free", Free)));
        (await _world.From(_member).Post("mitigation_status_updates", body, _world.Now)).Accepted();
    }

    public void Dispose() => _world.Controllers.Scripts.TryRemove(_member, out _);

    /// <summary>Rows of a match: CSV attributes of one count, or one value for all.</summary>
    public static int Rows(Heard order) => Math.Max(1, order.Body["packet_header"]!.AsObject().Max(a => ((string?)a.Value ?? "").Count(c => c == ',') + 1));

    private Says? Answered(Heard heard)
    {
        if (heard.Message is not ("mitigation_request" or "mitigation_termination_request"))
            return null;
        var engagement = heard.Body["extensions"]!["orchestrator"]!["engagement"]!;
        var (id, revision, state, decline) = ((string)engagement["id"]!, (int)engagement["revision"]!, "ended", (string?)null);
        int free;
        lock (_lock)
        {
            var newer = !_held.TryGetValue(id, out var had) || had.Revision < revision;
            if (heard.Message == "mitigation_request")
            {
                var (rows, room) = (Rows(heard), _max - _held.Where(h => h.Key != id).Sum(h => h.Value.Entries));
                (state, decline) = rows <= room ? ("active", null) : ("declined", "capacity");
                if (newer && decline is null)
                    _held[id] = (revision, rows);
                else if (newer)
                    _declined.Add($"{id} revision {revision}: {rows} of {room}");
            }
            else if (newer)
            {
                _held[id] = (revision, 0);
            }

            free = _max - _held.Values.Sum(h => h.Entries);
        }

        var answer = JsonNode.Parse(_world.Says(heard, _member, state, decline))!;
        if (_tells)
            answer["extensions"]!["orchestrator"]!["engagement"]!["rules_free"] = free;
        return new(200, answer.ToJsonString());
    }
}
