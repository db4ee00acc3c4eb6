namespace Orleans;

/// <summary>A grain factory with its services.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the process that hosts the client.</summary>
    IServiceProvider ServiceProvider { get; }
}
