using Dots.Mechanism;

namespace Controller.Detection;

/// <summary>A mitigation that the detector has opened for a target.</summary>
internal sealed class Opening(string customer, string alert)
{
    public string Customer { get; } = customer;

    public string Alert { get; } = alert;

    /// <summary>Feeds that see the attack; it ends with the last of them.</summary>
    public HashSet<string> Feeds { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked last; null: not by this process.</summary>
    public MitigationRequest? Asked { get; set; }

    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When an alarm was last raised that lasts until it is called off; null: fed by samples.</summary>
    public DateTimeOffset? AlarmAt { get; set; }
}
