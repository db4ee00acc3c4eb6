namespace Orleans.Runtime;

/// <summary>The silo cannot start with these settings.</summary>
[GenerateSerializer]
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>With what is wrong.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and its cause.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
