using Controller.Orders;

namespace Controller.Customers;

/// <summary>Reports about orders of the orchestrator go there; those about own orders stay here.</summary>
internal sealed class ReportRouter(IOrderReports orchestrator) : IOrderReports
{
    /// <summary>Takes the own ones; null until it is there, and then what it missed is told by the next report.</summary>
    public IOrderReports? Own { get; set; }

    public void Send(OrderReport report) => (OwnEngagement.Is(report.Order.Engagement) ? Own : orchestrator)?.Send(report);
}
