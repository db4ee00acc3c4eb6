using System.Collections.Immutable;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

public sealed class FigureBookTests
{
    private readonly FigureBook _book = new(ImmutableSortedDictionary<string, Count>.Empty, Figures.Zero);

    [Fact]
    public void Totals_add_up_over_operators()
    {
        _book.Take("op2", 1, new Figures { DroppedBits = 10, DroppedBps = 5 }, Given.Now);
        _book.Take("op3", 1, new Figures { DroppedBits = 20, DroppedBps = 7 }, Given.Now);
        _book.Take("op2", 2, new Figures { DroppedBits = 40, DroppedBps = 6 }, Given.Now);

        Assert.Equal(60, _book.Sum.DroppedBits);
        Assert.Equal(13, _book.Sum.DroppedBps);
    }

    [Fact]
    public void Peak_is_that_of_the_sum_and_not_a_sum_of_peaks()
    {
        _book.Take("op2", 1, new Figures { DroppedBps = 100 }, Given.Now);
        _book.Take("op2", 2, new Figures { DroppedBps = 10 }, Given.Now);
        _book.Take("op3", 1, new Figures { DroppedBps = 50 }, Given.Now);

        Assert.Equal(100, _book.Peaks.DroppedBps);
    }

    [Fact]
    public void Older_report_is_ignored_with_the_reason()
    {
        _book.Take("op2", 5, new Figures { DroppedBits = 10 }, Given.Now);

        Assert.Contains("after report 5", _book.Take("op2", 4, new Figures { DroppedBits = 99 }, Given.Now));
        Assert.Equal(10, _book.Sum.DroppedBits);
    }

    [Fact]
    public void Falling_totals_are_ignored_with_the_reason()
    {
        _book.Take("op2", 5, new Figures { DroppedBits = 10 }, Given.Now);

        Assert.Contains("fell", _book.Take("op2", 6, new Figures { DroppedBits = 9 }, Given.Now));
        Assert.Equal(10, _book.Sum.DroppedBits);
    }

    [Fact]
    public void Report_without_totals_tells_no_counters()
    {
        var nothing = new Figures { DroppedPackets = Figures.NotSaid, DroppedBits = Figures.NotSaid, ForwardedPackets = Figures.NotSaid, ForwardedBits = Figures.NotSaid };
        _book.Take("op2", 4, new Figures { DroppedBits = 10 }, Given.Now);
        _book.Take("op2", 5, nothing, Given.Now);
        _book.Take("op3", 6, nothing, Given.Now);

        var counts = _book.TakeCounts();
        Assert.Equal((5, 4), (counts["op2"].Report, counts["op2"].Told));
        Assert.Equal((6, 0), (counts["op3"].Report, counts["op3"].Told));
        var restarted = new FigureBook(counts, Figures.Zero);
        restarted.Take("op2", 7, nothing, Given.Now);
        Assert.Equal(4, restarted.TakeCounts()["op2"].Told);
    }

    [Fact]
    public void Rate_that_nobody_confirms_counts_as_over()
    {
        _book.Take("op2", 1, new Figures { DroppedBits = 10, DroppedBps = 5 }, Given.Now);

        _book.StillBefore(Given.Now.AddSeconds(1));

        Assert.Equal(0, _book.Sum.DroppedBps);
        Assert.Equal(10, _book.Sum.DroppedBits);
    }

    [Fact]
    public void Totals_survive_a_restart_and_old_reports_stay_old()
    {
        _book.Take("op2", 5, new Figures { DroppedBits = 10, DroppedBps = 4 }, Given.Now);

        var restarted = new FigureBook(_book.TakeCounts(), _book.Peaks);

        Assert.Equal(10, restarted.Sum.DroppedBits);
        Assert.Equal(0, restarted.Sum.DroppedBps);
        Assert.NotNull(restarted.Take("op2", 5, new Figures { DroppedBits = 10 }, Given.Now));
        Assert.Equal(4, restarted.Peaks.DroppedBps);
    }

    [Fact]
    public void Total_that_a_report_leaves_out_stands_as_it_was()
    {
        _book.Take("op2", 1, new Figures { DroppedBits = 10, ForwardedBits = 7 }, Given.Now);

        Assert.Null(_book.Take("op2", 2, new Figures { DroppedBits = 20, ForwardedBits = Figures.NotSaid, DroppedPackets = Figures.NotSaid }, Given.Now));

        Assert.Equal((20, 7, 0), (_book.Sum.DroppedBits, _book.Sum.ForwardedBits, _book.Sum.DroppedPackets));
    }
}
