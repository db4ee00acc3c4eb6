namespace Orleans.Runtime;

/// <summary>Marks the constructor parameter that takes a grain's state.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute
{
    /// <summary>State <paramref name="stateName"/> in storage <paramref name="storageName"/>, or in the default one.</summary>
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    /// <summary>Name of the state, unique within the grain class.</summary>
    public string StateName { get; }

    /// <summary>Name of the storage, or null for the default one.</summary>
    public string? StorageName { get; }
}
