namespace Orleans.Configuration;

/// <summary>Where silos of a cluster find each other. The stand-in is one process and refuses to start with it.</summary>
public class AdoNetClusteringSiloOptions
{
    /// <summary>The database.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The ADO.NET provider's invariant name.</summary>
    public string Invariant { get; set; } = "";
}
