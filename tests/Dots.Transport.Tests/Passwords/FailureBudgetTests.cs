using Dots.Transport.Passwords;
using Support;

namespace Dots.Transport.Tests.Passwords;

public sealed class FailureBudgetTests
{
    [Fact]
    public void Memory_is_bounded_and_strangers_beyond_it_share_one_budget()
    {
        var time = new ManualTime();
        var budget = new FailureBudget(time);
        for (var i = 0; i < 20_000; i++)
            budget.Failed($"place {i}");
        Assert.Null(budget.Wait("new"));
        for (var i = 0; i < 10; i++)
            budget.Failed($"new {i}");

        Assert.NotNull(budget.Wait("another"));
        Assert.Null(budget.Wait("place 7"));

        time.Advance(TimeSpan.FromMinutes(2));
        budget.Failed("after all that");
        Assert.Null(budget.Wait("another"));
    }
}
