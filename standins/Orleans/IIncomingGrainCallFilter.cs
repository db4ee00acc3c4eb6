namespace Orleans;

/// <summary>Sees every call before its grain does, on the grain's turn. Registered at the silo, or implemented by the grain class for itself.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Must call <see cref="IGrainCallContext.Invoke"/>, set <see cref="IGrainCallContext.Result"/>, or throw.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
