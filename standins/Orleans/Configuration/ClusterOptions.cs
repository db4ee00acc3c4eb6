namespace Orleans.Configuration;

/// <summary>Names of the cluster and of the service that its storage belongs to.</summary>
public class ClusterOptions
{
    /// <summary>Default of <see cref="ClusterId"/>.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>Default of <see cref="ServiceId"/>.</summary>
    public const string DefaultServiceId = "default";

    internal const string DevelopmentClusterId = "dev";

    internal const string DevelopmentServiceId = "dev";

    /// <summary>Silos with the same id form one cluster.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Stays the same over the life of the service.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}
