using Controller.Customers;
using Controller.Mitigators;

namespace Controller.Tests.Customers;

/// <summary>Own figures and the helpers' as one (design, section 3).</summary>
public sealed class FoldedFiguresTests
{
    private static readonly DateTimeOffset Start = Given.Now;

    private readonly FoldedFigures _figures = new(StoredFigures.Zero);

    [Fact]
    public void Totals_add_up()
    {
        Own(1, 100, 1000);
        Helpers(1, 300, 3000);
        Own(2, 150, 1500);
        Helpers(2, 400, 4000);

        Assert.Equal((550, 5500), (_figures.Sum.DroppedPackets, _figures.Sum.DroppedBits));
    }

    [Fact]
    public void Peak_is_the_peak_of_the_sum_and_not_the_sum_of_peaks()
    {
        Own(1, 0, 1000);
        Own(2, 0, 1000);
        Helpers(2, 0, 0);
        Helpers(3, 0, 900);

        // 1000 bit/s of the own mitigator were over when 900 bit/s of the helpers came.
        Assert.Equal(1000, _figures.Peaks.DroppedBps);
        Own(4, 0, 1800);
        Assert.Equal(1300, _figures.Peaks.DroppedBps);
    }

    [Fact]
    public void What_helpers_forward_counts_only_while_the_own_mitigator_does_not_see_it_again()
    {
        _figures.TakeHelpers(new(0, 0, 10, 100), Start, Start.AddSeconds(1), seenAgain: false);
        _figures.TakeHelpers(new(0, 0, 50, 500), Start, Start.AddSeconds(2), seenAgain: true);
        _figures.TakeOwn(new(0, 0, 40, 400), Start, Start.AddSeconds(2));
        _figures.TakeHelpers(new(0, 0, 60, 600), Start, Start.AddSeconds(3), seenAgain: false);

        Assert.Equal((60, 600), (_figures.Sum.ForwardedPackets, _figures.Sum.ForwardedBits));
    }

    [Fact]
    public void Counting_anew_loses_nothing()
    {
        Own(1, 100, 1000);
        Own(2, 30, 300);

        Assert.Equal((130, 1300), (_figures.Sum.DroppedPackets, _figures.Sum.DroppedBits));
    }

    [Fact]
    public void Stored_figures_go_on_where_they_were()
    {
        Own(1, 100, 1000);
        Helpers(1, 10, 100);
        var after = new FoldedFigures(_figures.ToStore());
        after.TakeOwn(new(120, 1200, 0, 0), Start, Start.AddSeconds(60));

        Assert.Equal((130, 1300), (after.Sum.DroppedPackets, after.Sum.DroppedBits));
        Assert.Equal(1100, after.Peaks.DroppedBps);
    }

    [Fact]
    public void Rate_that_nobody_confirms_is_over()
    {
        Own(1, 0, 1000);

        Assert.Equal(1000, _figures.Rates(Start.AddSeconds(31)).DroppedBps);
        Assert.Equal(0, _figures.Rates(Start.AddSeconds(32)).DroppedBps);
    }

    private void Own(int second, long packets, long bits) => _figures.TakeOwn(new TrafficCounters(packets, bits, 0, 0), Start.AddSeconds(second - 1), Start.AddSeconds(second));

    private void Helpers(int second, long packets, long bits) => _figures.TakeHelpers(new TrafficCounters(packets, bits, 0, 0), Start.AddSeconds(second - 1), Start.AddSeconds(second), seenAgain: true);
}
