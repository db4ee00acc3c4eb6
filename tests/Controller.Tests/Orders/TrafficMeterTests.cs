using Controller.Mitigators;
using Controller.Orders;

namespace Controller.Tests.Orders;

public sealed class TrafficMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);

    private readonly TrafficMeter _meter = new(Start);

    [Fact]
    public void Rates_are_of_the_time_measured()
    {
        Take(0, 0);
        Take(1, 1000);
        Take(2, 4000);

        Assert.Equal(new Flow(400, 4000, 300, 3000, 200, 2000), _meter.Current!.Dropped);
    }

    [Fact]
    public void What_a_device_counted_before_is_in_the_totals_and_in_no_rate()
    {
        Take(0, 1_000_000);
        Assert.Equal(new Flow(100_000, 1_000_000, 0, 0, 0, 0), _meter.Current!.Dropped);

        Take(2, 1_004_000);

        Assert.Equal(new Flow(100_400, 1_004_000, 200, 2000, 200, 2000), _meter.Current.Dropped);
    }

    [Fact]
    public void Device_that_counts_anew_lets_no_total_fall()
    {
        Take(0, 10_000);
        Take(1, 12_000);
        Take(2, 1000);

        Assert.Equal(new Flow(1300, 13_000, 200, 2000, 150, 1500), _meter.Current!.Dropped);
    }

    [Fact]
    public void First_counters_that_come_later_were_counted_since_the_start()
    {
        Take(2, 4000);

        Assert.Equal(new Flow(400, 4000, 200, 2000, 200, 2000), _meter.Current!.Dropped);
    }

    private void Take(int second, long bits) => _meter.Take(new TrafficCounters(bits / 10, bits, 0, 0), Start.AddSeconds(second));
}
