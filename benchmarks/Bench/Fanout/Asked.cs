using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Customers;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Operators;

namespace Bench.Fanout;

/// <summary>One orchestrator with an asker and many operators whose controllers are <see cref="Receivers"/>.</summary>
internal sealed class Asked(World.Orchestrator orchestrator)
{
    private const string Asker = "asker";

    private static readonly Principal Principal = new(Asker, "bench");
    private int _alerts;

    public static IEnumerable<object> Members(IEnumerable<string> operators) =>
    [
        new { id = Asker, kind = "customer", state = "approved", zones = new[] { "198.18.0.0/24" }, evidence = "bench" },
        .. operators.Select((id, i) => (object)new { id, kind = "operator", state = "approved", asns = new[] { 4_200_000_000L + i }, zones = new[] { $"10.{i >> 8}.{i & 255}.0/24" }, evidence = "bench" }),
    ];

    public async Task Register(IReadOnlyList<string> operators, Uri controllers)
    {
        for (var i = 0; i < operators.Count; i++)
            await orchestrator.Grains.GetGrain<IConsortiumGrain>(0).Registered(new OperatorProfile
            {
                Member = operators[i], Url = new Uri(controllers, operators[i] + "/").ToString(), Asns = [(uint)(4_200_000_000 + i)], RulesMax = 1000, RulesFree = 1000,
            });
        await orchestrator.Refresh();
    }

    /// <summary>Asks these operators for help; the mitigation's alert id.</summary>
    public async Task<string> Ask(IEnumerable<string> operators)
    {
        var alert = $"{++_alerts:x64}";
        var request = new HelpRequest
        {
            Match = new TrafficMatch { Destinations = [Prefix.Parse("198.18.0.7")], Protocols = [17], SourcePorts = [new PortRange(53, 53)] },
            Action = HelpAction.Mitigation, VolumeBps = 40e9, Policy = "manual", Operators = [.. operators],
        };
        var answer = await orchestrator.Grains.GetGrain<ICustomerGrain>(Asker).Ask(Principal, alert, request, TimeProvider.System.GetUtcNow(), "bench");
        return answer.Refused is null ? alert : throw new InvalidOperationException(answer.Refused.Detail);
    }

    /// <summary>Withdraws and waits until no controller holds anything.</summary>
    public async Task Withdraw(string alert)
    {
        await orchestrator.Grains.GetGrain<ICustomerGrain>(Asker).Withdraw(Principal, alert);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await orchestrator.Grains.GetGrain<IMitigationGrain>(new MitigationKey(Asker, alert).ToString()).Status())!.Phase != MitigationPhase.Closed)
            await pause.WaitForNextTickAsync();
    }
}
