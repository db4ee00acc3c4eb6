using System.Text.Json;
using Grains.Persistence;
using Storage;

namespace Grains.Customers;

/// <summary>A member's registration as it is stored.</summary>
public sealed class RegistrationDocument : RecordedState<RegistrationRecord>
{
    internal static LedgerEvent Entry(RegistrationRecord registered, string by) => new(registered.At, "registered", JsonSerializer.SerializeToUtf8Bytes(
        new { By = by, registered.CustomerName, registered.Zones, registered.Countermeasures, registered.CallbackUrl, registered.Operator }, DocumentJson.Options));
}
