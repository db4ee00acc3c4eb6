using Grains.Sightings;
using Support;

namespace Grains.Tests.Sightings;

public sealed class SightingBudgetTests
{
    private readonly ManualTime _time = new();
    private readonly SightingBudget _budget;

    public SightingBudgetTests() => _budget = new(_time);

    [Fact]
    public void As_many_rounds_as_the_burst_may_begin_at_once_and_then_one_at_a_time()
    {
        Assert.Equal(SightingBudget.Burst, Spent("op1", 100));

        _time.Advance(SightingBudget.Every);
        Assert.Equal(1, Spent("op1", 100));
        _time.Advance(SightingBudget.Every / 2);
        Assert.Equal(0, Spent("op1", 100));
    }

    [Fact]
    public void Budget_fills_up_to_the_burst_and_no_further()
    {
        Spent("op1", 100);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(SightingBudget.Burst, Spent("op1", 100));
    }

    [Fact]
    public void One_askers_flood_costs_another_nothing()
    {
        Spent("op1", 1000);

        Assert.Equal(SightingBudget.Burst, Spent("op2", 100));
    }

    private int Spent(string asker, int tries) => Enumerable.Range(0, tries).Count(_ => _budget.TrySpend(asker));
}
