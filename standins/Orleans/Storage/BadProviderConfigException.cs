namespace Orleans.Storage;

/// <summary>A storage was asked for that is not there.</summary>
[GenerateSerializer]
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>Without detail.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>With a message.</summary>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}
