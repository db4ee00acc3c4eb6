namespace Orleans.Configuration;

/// <summary>How calls are delivered in a silo.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How often a request may be passed on because its activation had ended. 2 by default.</summary>
    public int MaxForwardCount { get; set; } = 2;
}
