using System.Runtime.CompilerServices;
using Dots.Mechanism;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Quickstart.Live;

namespace Quickstart.Scenario;

/// <summary>What is to be seen of a scenario: the data plane, what op1 is told, and what the controllers' own logs add.</summary>
internal sealed class ScenarioViews(SimulatedWorld world, AskedMitigation mitigation, Course course)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Four views a second until the token ends it, and the last one.</summary>
    public async IAsyncEnumerable<LiveView> Run([EnumeratorCancellation] CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        while (!stop.IsCancellationRequested)
        {
            yield return await View();
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        yield return await View();
    }

    private async Task<LiveView> View()
    {
        var plane = world.Plane.Read();
        var shares = await Shares();
        var told = mitigation.Operators.ToDictionary(o => o.Name ?? "", StringComparer.Ordinal);
        return new LiveView(
            world.Attack.Name, course.Elapsed, plane.Offered.Now.Bps, plane.Residue.Now.Bps, mitigation.MaxBandwidth,
            world.Plane.CrossesMember(world.Helpers.Select(h => h.Name)),
            [.. world.Helpers.Select(h => told.TryGetValue(h.Name, out var o)
                ? Row(h, o, shares.TryGetValue(h.Name, out var share) ? share * world.Attack.OfferedBps : null)
                : new LiveOperator(h.Name, "", h.Up ? "" : "down", null, null, null))],
            course.Note,
            mitigation.ToldHealth);
    }

    private LiveOperator Row(SimulatedOperator helper, OperatorOverview told, double? expected)
    {
        var own = helper.Log.Of(mitigation.Key.Engagement(helper.Name)) ?? LoggedEngagement.None;
        var state = told.State ?? "";
        var order = own switch
        {
            { Revision: 0 } => "asked",
            { Before: 0 } => $"revision {own.Revision}",
            _ => $"revision {own.Before} > {own.Revision}",
        };
        return new(helper.Name, order, helper.Up || state == "ended" ? state : $"{state} (down)", expected, told.DroppedBps, told.Age, Detail(state, own));
    }

    private static string? Detail(string state, LoggedEngagement own) => (state, own) switch
    {
        ("declined", _) => own.Reason,
        (_, { Waits: true }) => $"waits for approval: {own.Reason}",
        ("accepted" or "active", { Approval: { } who }) => $"approved {who}",
        _ => null,
    };

    /// <summary>What the plan expects of each operator; an asker is not told, but this process hosts the orchestrator.</summary>
    public async Task<Dictionary<string, double>> Shares()
    {
        if (mitigation.Alert.Length == 0)
            return [];
        var grains = world.Orchestrator.GetRequiredService<IGrainFactory>();
        var status = await grains.GetGrain<IMitigationGrain>(mitigation.Key.ToString()).Status();
        return status?.Operators.ToDictionary(o => o.Operator, o => o.Share, StringComparer.Ordinal) ?? [];
    }
}
