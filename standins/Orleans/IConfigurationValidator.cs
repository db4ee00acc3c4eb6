namespace Orleans;

/// <summary>Checks settings before the silo starts.</summary>
public interface IConfigurationValidator
{
    /// <summary>Throws when the settings cannot work.</summary>
    /// <exception cref="OrleansConfigurationException">Says what is wrong.</exception>
    void ValidateConfiguration();
}
