using System.Text.Json;
using Controller.Log;
using Controller.Tests.Orders;
using Support;

namespace Controller.Tests.Log;

/// <summary>The log proves what is held: the last line about an engagement says it.</summary>
public sealed class OrderLogTests
{
    [Fact]
    public void Report_that_fails_late_does_not_say_again_what_is_over()
    {
        using var folder = new TempFolder();
        using (var log = new OrderLog(folder.File("op2.jsonl"), TimeProvider.System))
        {
            log.ReadBack(Given.Active);
            log.ReportFailed(Given.Active, "refused");
            log.ReadBack(Given.Ended);
            log.ReportFailed(Given.Active, "refused");
        }

        Assert.Equal([true, true, false, false], File.ReadLines(folder.File("op2.jsonl")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("held").GetBoolean()));
    }
}
