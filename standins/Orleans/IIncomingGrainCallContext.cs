using System.Reflection;

namespace Orleans;

/// <summary>A call on its way into a grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The grain class's method.</summary>
    MethodInfo ImplementationMethod { get; }
}
