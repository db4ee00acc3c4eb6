namespace Orleans.Configuration;

/// <summary>How calls are delivered.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer. 30 s by default.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a request whose caller has given up before it began is dropped instead of run.</summary>
    public bool DropExpiredMessages { get; set; } = true;
}
