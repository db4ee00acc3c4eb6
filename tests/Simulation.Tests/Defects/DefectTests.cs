using Simulation.Runs;
using Simulation.World;

namespace Simulation.Tests.Defects;

/// <summary>The properties find what is wrong: a checker that finds nothing proves nothing.</summary>
public sealed class DefectTests
{
    [Fact]
    public void Filter_wider_than_the_request_is_found() => Finds<WidensTheMatch>(1, within: 20);

    [Fact]
    public void Filter_for_the_last_target_is_found() => Finds<KeepsTheLastTarget>(1, within: 20);

    [Fact]
    public void Order_carried_out_again_when_repeated_is_found() => Finds<AppliesDuplicatesAgain>(2, within: 100);

    [Fact]
    public void Order_carried_out_again_after_a_restart_is_found() => Finds<NeverAsksTheMitigator>(2, within: 100);

    [Fact]
    public void Ended_order_revived_by_a_late_message_is_found() => Finds<ForgetsWhatHasEnded>(2, within: 1000);

    [Fact]
    public void Stop_forgotten_at_a_restart_is_found() => Finds<ForgetsStops>(2, within: 1000);

    [Fact]
    public void Filter_that_outlives_its_end_is_found() => Finds<IgnoresTheEnd>(3, within: 100);

    [Fact]
    public void Withdrawal_dropped_at_a_refresh_is_found() => Finds<DropsWithdrawalsOnRefresh>(3, within: 1500);

    [Fact]
    public void Operator_forgotten_by_a_newer_plan_is_found() => Finds<ForgetsWhoIsLeftOut>(3, within: 100);

    [Fact]
    public void Operator_forgotten_by_a_plan_anew_is_found() => Finds<ForgetsWhoIsLeftOutAnew>(3, within: 400);

    [Fact]
    public void Filter_widened_by_a_plan_anew_is_found() => Finds<WidensTheMatchAnew>(1, within: 400);

    [Fact]
    public void Operator_kept_though_it_may_not_help_is_found() => Finds<KeepsWhoIsBarred>(3, within: 200);

    [Fact]
    public void Acknowledgement_before_the_write_is_found() => Finds<AcknowledgesBeforeTheWrite>(4, within: 200);

    [Fact]
    public void Ended_alert_revived_by_a_request_is_found() => Finds<RevivesWhatHasEnded>(4, within: 200);

    [Fact]
    public void Claim_of_a_filter_nobody_reported_is_found() => Finds<ClaimsActiveOnSend>(5, within: 20);

    [Fact]
    public void Order_that_waits_for_a_silent_operator_is_found() => Finds<AsksOneAfterTheOther>(6, within: 400);

    [Fact]
    public void Report_counted_for_another_operator_is_found() => Finds<CountsForAnother>(6, within: 100);

    [Fact]
    public void Plans_that_give_the_same_entries_away_are_found() => Finds<PlansAsIfAlone>(6, within: 1000);

    private static void Finds<TDefect>(int property, int within)
        where TDefect : Seams, new()
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (var seed = 1; seed <= within; seed++)
            if (SimulationRun.Of(seed, counts, new TDefect()).Violations.Any(v => v.Property == property))
                return;
        Assert.Fail($"property {property} did not find {typeof(TDefect).Name} in {within} histories");
    }
}
