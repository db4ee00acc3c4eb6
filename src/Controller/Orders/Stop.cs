using System.Text.Json.Serialization;

namespace Controller.Orders;

/// <summary>What a person of this member stopped: taken out at once, and declined until it is lifted.</summary>
/// <param name="Target">"all", the id of the member that asked, or an engagement's id.</param>
internal sealed record Stop(string Target, string By, DateTimeOffset Since)
{
    public const string Everything = "all";

    /// <summary>For people, here and in every log.</summary>
    [JsonIgnore]
    public string Reason => $"stopped by {By} since {Since:u} ({Target})";

    public bool Covers(string engagement) => Target == Everything || Target == engagement || Target == Order.AskerOf(engagement);
}
