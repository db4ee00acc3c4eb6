using Grains.Operators;
using Support;

namespace Grains.Tests.Operators;

/// <summary>How often everybody is made to read the members again because of one operator.</summary>
public sealed class StandingPaceTests
{
    private readonly ManualTime _time = new();
    private readonly StandingPace _pace;

    public StandingPaceTests() => _pace = new(_time);

    [Fact]
    public void Operator_that_says_none_and_plenty_each_second_is_told_of_six_times_a_minute()
    {
        var told = 0;
        for (var second = 0; second < 60; second++)
        {
            var now = new OperatorStanding(false, second % 2 == 0 ? 0 : 1000);
            if (_pace.Due(now) == TimeSpan.Zero)
            {
                _pace.Told(now);
                told++;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(told, 1, 6);
    }

    [Fact]
    public void First_figures_are_told_at_once_and_the_next_when_the_pause_is_over()
    {
        var none = new OperatorStanding(false, 0);
        Assert.Equal(TimeSpan.Zero, _pace.Due(none));
        _pace.Told(none);
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Null(_pace.Due(none));
        Assert.Equal(TimeSpan.FromSeconds(6), _pace.Due(none with { RulesFree = 500 }));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, _pace.Due(none with { RulesFree = 500 }));
    }

    [Fact]
    public void That_an_operator_is_lost_or_back_does_not_wait()
    {
        _pace.Told(OperatorStanding.Fresh);

        Assert.Equal(TimeSpan.Zero, _pace.Due(OperatorStanding.Fresh with { Lost = true }));
    }

    [Fact]
    public void What_differs_too_little_is_not_told_again_either()
    {
        _pace.Told(new(false, 100));

        Assert.Null(_pace.Due(new(false, 95)));
        Assert.Equal(100, _pace.Again.RulesFree);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1e6, true)]
    [InlineData(1e9, 1.05e9, false)]
    [InlineData(1e9, 1.2e9, true)]
    [InlineData(1e9, 0, true)]
    public void Small_changes_of_what_is_asked_are_not_told(double before, double now, bool told) =>
        Assert.Equal(told, new OperatorStanding(false, 10, now).DiffersFrom(new(false, 10, before)));
}
