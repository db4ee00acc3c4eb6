namespace Orleans;

/// <summary>Sees every call before it leaves its caller.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Must call <see cref="IGrainCallContext.Invoke"/>, set <see cref="IGrainCallContext.Result"/>, or throw.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}
