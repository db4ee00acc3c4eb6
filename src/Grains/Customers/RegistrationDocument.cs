using System.Text.Json;
using System.Text.Json.Serialization;
using Grains.Identity;
using Grains.Operators;
using Grains.Persistence;
using Storage;

namespace Grains.Customers;

/// <summary>A member's registration as it is stored.</summary>
public sealed class RegistrationDocument : RecordedState<RegistrationRecord>
{
    /// <summary>Where an operator without a registration can be told what it must give up; null: it has one, or never had.</summary>
    public OperatorProfile? Former { get; set; }

    /// <summary>Without a registration it is cancelled, which frees more than it takes.</summary>
    [JsonIgnore]
    public override WritePriority Priority => State is null ? WritePriority.Reserved : WritePriority.Normal;

    internal static LedgerEvent Registered(RegistrationRecord registered, Principal by) => new(registered.At, "registered", JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            By = by.Member, by.Key, by.From, Why = "registered", registered.CustomerName, registered.Zones, registered.Claims, registered.Countermeasures, registered.CallbackUrl, registered.Operator,
            Accepts = registered.AcceptList.Length, Drops = registered.DropList.Length, registered.TunnelInformation, registered.NextHop,
        },
        DocumentJson.Options));

    internal static LedgerEvent Cancelled(Principal by, string? reasons, int withdrawn, DateTimeOffset at) =>
        new(at, "registration-cancelled", JsonSerializer.SerializeToUtf8Bytes(new { By = by.Member, by.Key, by.From, Why = reasons ?? "", Withdrawn = withdrawn }, DocumentJson.Options));
}
