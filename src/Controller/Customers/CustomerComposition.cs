using Controller.Orders;
using Controller.Policy;
using Controller.Settings;
using Controller.Signaling;
using Dots.Transport.Names;
using Microsoft.Extensions.Logging;
using Storage;

namespace Controller.Customers;

/// <summary>Makes the book of customers' mitigations once there is a store and a book of orders.</summary>
internal sealed class CustomerComposition(
    ControllerSettings settings,
    OrchestratorClient client,
    CustomerFiles files,
    MemberFiles memberFiles,
    RuleQuota quota,
    CustomerLinks links,
    TargetNames names,
    TimeProvider time,
    ILogger<CustomerBook> log)
{
    /// <param name="mayAsk">Whether the orchestrator may be asked for help now.</param>
    public CustomerBook Make(IDocumentStore store, OrderBook orders, Func<bool> mayAsk) => new(new(
        store, orders, new(memberFiles, files, quota, time), client, files, links, new(store, files, settings.Name, "TLS", settings.Development, time), new(settings), names, settings.Name, time, log) { MayAsk = mayAsk, HeartbeatEvery = TimeSpan.FromSeconds(settings.Customers.HeartbeatSeconds) });
}
