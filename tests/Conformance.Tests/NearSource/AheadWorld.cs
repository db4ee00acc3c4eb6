using System.Text.Json.Nodes;
using Conformance.Tests.Tables;
using Conformance.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;
using Support;

namespace Conformance.Tests.NearSource;

/// <summary>
/// An Internet whose clock is put forward. Before asker 101 stand 110 and, one hop further, 120, which is nobody's; 130 to 139 stand before the sources 150 to 159, of which two are asked.
/// Before asker 201, 210 and 211 stand one behind the other, and 230 and 231 far away before 250 and 251; 253 meets the former two only. Asker 301 has space in the ASes 301 and 302, which have no way in common but 330.
/// </summary>
public class AheadWorld : PlanningWorld
{
    internal const long Giga = 1_000_000_000;

    private readonly AheadTime _time = new();
    private int _steps;

    protected override string Relations =>
        "110|101|-1 120|110|-1 " + string.Join(' ', Enumerable.Range(130, 10).Select(o => $"120|{o}|-1 {o}|{o + 20}|-1")) +
        " 210|201|-1 211|210|-1 220|211|-1 220|253|-1 221|220|-1 222|221|-1 222|230|-1 230|250|-1 222|231|-1 231|251|-1" +
        " 310|301|-1 311|302|-1 331|310|-1 332|311|-1 330|331|-1 330|332|-1 330|350|-1 331|351|-1 332|352|-1";

    protected override int[] Askers => [101, 201, 301];

    protected override int[] Operators => [110, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 210, 211, 230, 231, 310, 311, 330, 331, 332];

    protected override PlanningSettings Planning(PlanningSettings files) => new() { Ask = 2, Topology = files.Topology, Origins = files.Origins };

    protected override void Compose(IServiceCollection services) => services.AddSingleton<TimeProvider>(_time);

    protected override void Member(int asn, JsonObject member)
    {
        if (asn == 301)
            (member["asns"], member["zones"]) = (new JsonArray(301, 302), new JsonArray(Atlas.V4(301), Atlas.V4(302), Atlas.V6(301), Atlas.V6(302)));
    }

    protected override JsonObject? AskerRegistration(int asn)
    {
        var body = base.AskerRegistration(asn)!;
        if (asn == 301)
        {
            body["protected_zone"]!.AsArray().Add(new JsonObject { ["index"] = 3, ["ipv4_CIDR"] = Atlas.V4(302) });
            body["protected_zone"]!.AsArray().Add(new JsonObject { ["index"] = 4, ["ipv6_address"] = Atlas.V6(302) });
        }

        return body;
    }

    internal override DateTimeOffset Now => _time.GetUtcNow();

    internal void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A request against 6 Gbit/s behind 130 and 5 Gbit/s behind 131, which are asked.</summary>
    internal Help Two(int last) => Help(101, last).From(150, 6 * Giga).From(151, 5 * Giga);

    /// <summary>Asks, and comes back when these filter, as the orchestrator knows.</summary>
    internal async Task Filtering(Help help, params string[] members)
    {
        (await help.Send()).Accepted();
        foreach (var member in members)
            await Shows(help, member, "Active");
    }

    /// <summary>Comes back when this is what the orchestrator knows of a member's filter.</summary>
    internal Task Shows(Help help, string member, string state) => Until(
        async () => (await Gateway.Status(help.Asker, help.Alert)) is { } status && status.Operators.Any(o => o.Operator == member && o.State.ToString() == state),
        () => Story(help));

    /// <summary>Waits while the clock runs ten times as fast, or so many seconds a look.</summary>
    internal Task Later(Func<bool> fits, Func<string>? what = null, double step = 0.5) => Until(
        () =>
        {
            Advance(step);
            return fits();
        },
        what);

    /// <summary>What this member's controller says to orders of this request instead of that they are in force.</summary>
    internal Scripted Script(string member, Help help, Func<Heard, CancellationToken, Task<Says?>> says)
    {
        Controllers.Scripts[member] = (heard, cancellation) => heard.Message == "mitigation_request" && Of(heard, help) ? says(heard, cancellation) : Task.FromResult<Says?>(null);
        return new(() => Controllers.Scripts.TryRemove(member, out _));
    }

    internal Scripted Script(string member, Help help, string state, string? decline = null) => Script(member, help, (heard, _) => Task.FromResult<Says?>(new(200, Says(heard, member, state, decline))));

    /// <summary>Answers nothing until the caller gives up.</summary>
    internal static Task<Says?> Silent(Heard heard, CancellationToken cancellation) => new TaskCompletionSource<Says?>().Task.WaitAsync(cancellation);

    /// <summary>Asks for more time, and comes back when every helper has been told so, those who come in meanwhile too: what was due before has been done then.</summary>
    internal async Task Refreshed(Help help)
    {
        // In the same second the same body would be a repetition of the last message.
        Advance(1);
        var before = InForce(help).ToDictionary(o => o.To, Revision, StringComparer.Ordinal);
        (await help.Send()).Accepted();
        await Until(() => InForce(help).All(o => Revision(o) > before.GetValueOrDefault(o.To)), () => Story(help));

        static int Revision(Told order) => (int)order.Engagement!["revision"]!;
    }

    /// <summary>So much time goes by, in which the asker fares so, and nobody is late because of it.</summary>
    internal async Task Pass(Help help, double seconds, int health = 80)
    {
        for (var left = seconds; left > 0; left -= 8)
        {
            await Answered();
            Advance(Math.Min(left, 8));
        }

        await Answered();

        async Task Answered()
        {
            // What was decided before is known of once the mitigation has taken this in.
            (await help.Health(health + (_steps++ % 2))).Accepted();
            await Until(async () => (await Gateway.Status(help.Asker, help.Alert))!.Operators.All(o => o.State.ToString() is "Active" or "Declined" or "Exhausted" or "Released" or "Ended"), () => Story(help));
        }
    }

    /// <summary>Half a minute goes by, and everybody who holds an order has reported how many bits it dropped in it; comes back when the orchestrator has all figures.</summary>
    /// <param name="totals">What each member dropped so far, kept here; who is not in <paramref name="bps"/> is silent.</param>
    internal async Task Drop(Help help, Dictionary<string, long> totals, int number, IReadOnlyDictionary<string, long> bps, int health = 80)
    {
        await Pass(help, 30, health);
        foreach (var order in InForce(help).Where(o => bps.ContainsKey(o.To)))
        {
            var total = totals[order.To] = totals.GetValueOrDefault(order.To) + (30 * bps[order.To]);
            (await Report(order, "active", number, more: $$"""{"malicious_total_bits":{{total}},"malicious_total_packets":{{total / 8000}},"malicious_average_bps":{{bps[order.To]}},"malicious_average_pps":{{bps[order.To] / 8000}}}""")).Accepted();
        }

        var all = totals.Values.Sum();
        await Until(async () => (await Gateway.Status(help.Asker, help.Alert))!.Totals.DroppedBits >= all, () => $"{all}\n{Story(help)}");
    }

    internal string Says(Heard heard, string member, string state, string? decline = null)
    {
        var answer = JsonNode.Parse(Answer.Of(heard, Gateway.SenderId(member), Asn(member)))!.AsObject();
        var engagement = answer["extensions"]!["orchestrator"]!["engagement"]!;
        engagement["state"] = state;
        if (decline is not null)
            (engagement["decline"], answer["status"]) = (decline, 3);
        return answer.ToJsonString();
    }

    /// <summary>A controller's report about its order.</summary>
    /// <param name="dropped">Packets in all; null: it does not say.</param>
    /// <param name="more">Members beside those that every report has: other figures.</param>
    internal Task<WireAnswer> Report(Told order, string state, int number = 1, long? dropped = null, string more = "{}")
    {
        var body = Bodies.Extended(
            Bodies.Status((string)order.Body["alert_id"]!, Gateway.SenderId(order.To), Asn(order.To)), "engagement",
            Bodies.Engagement((string)order.Engagement!["id"]!, (int)order.Engagement["revision"]!, ("state", state), ("report", number), ("rules_free", 1000)));
        if (dropped is { } packets)
            body["malicious_total_packets"] = packets;
        return From(order.To).Post("mitigation_status_updates", body.Patched(more), Now);
    }

    /// <summary>Everything that controllers were told about this request, in order.</summary>
    internal Told[] Said(Help help) => [.. Controllers.Heard.Where(t => Of(t.Heard, help))];

    /// <summary>Whose controllers were told that it is over.</summary>
    internal string[] Withdrawn(Help help) => [.. Said(help).Where(t => t.Message == "mitigation_termination_request").Select(t => t.To).Distinct().Order(StringComparer.Ordinal)];

    internal string[] Ordered(Help help) => [.. Said(help).Where(t => t.Message == "mitigation_request").Select(t => t.To).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What controllers hold for it, if they did what they were told last: of each engagement the highest revision, where that is an order.</summary>
    internal Told[] InForce(Help help) => [.. Said(help).Where(t => t.Message is "mitigation_request" or "mitigation_termination_request").GroupBy(t => (t.To, (string)t.Engagement!["id"]!))
        .Select(e => e.MaxBy(t => (int)t.Engagement!["revision"]!)!).Where(t => t.Message == "mitigation_request")];

    /// <summary>What happened to it, for a test that fails.</summary>
    internal string Story(Help help) => string.Join('\n', Said(help).Select(t => $"{t.At:mm:ss.fff} {t.Message} to {t.To} {t.Target} {t.Engagement?.ToJsonString()}")) + "\n" + string.Join('\n', Ledger(help).GetAwaiter().GetResult());

    private static bool Of(Heard heard, Help help) => ((string?)heard.Body["extensions"]?["orchestrator"]?["engagement"]?["id"] ?? "").Contains(help.Alert, StringComparison.Ordinal);
}

/// <summary>What a controller says, until it says the shortest good answer again.</summary>
internal sealed class Scripted(Action ends) : IDisposable
{
    public void Dispose() => ends();
}
