namespace Orleans.Runtime;

/// <summary>A grain's timer. Disposing stops it and cancels the token its callback was given.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets both times anew. During a tick it takes effect after that tick.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
