using System.Text.Json;
using Grains.Identity;
using Grains.Persistence;
using Storage;

namespace Grains.Customers;

/// <summary>A member's registration as it is stored.</summary>
public sealed class RegistrationDocument : RecordedState<RegistrationRecord>
{
    internal static LedgerEvent Entry(RegistrationRecord registered, Principal by) => new(registered.At, "registered", JsonSerializer.SerializeToUtf8Bytes(
        new { By = by.Member, by.Key, by.From, Why = "registered", registered.CustomerName, registered.Zones, registered.Countermeasures, registered.CallbackUrl, registered.Operator }, DocumentJson.Options));
}
