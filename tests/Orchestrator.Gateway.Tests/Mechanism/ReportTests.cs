using Dots.Mechanism;
using Orchestrator.Gateway.Mechanism;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>What controllers' reports become.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4_294_967_295, int.MaxValue)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void Operator_that_has_more_entries_left_than_can_be_counted_has_many_left(long said, int left)
    {
        var engagement = new EngagementReport { Id = "a1:b/op1", Revision = 1, State = EngagementReportState.Active, RulesFree = said };

        Assert.Equal(left, ReportTranslation.Translate(new() { SenderId = "1", SenderAsn = 64500, AlertId = "b", Status = MitigationStatus.Ongoing }, engagement).Answer.RulesFree);
    }
}
