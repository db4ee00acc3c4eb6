using System.Reflection;

namespace Orleans;

/// <summary>One call, as filters see it.</summary>
public interface IGrainCallContext
{
    /// <summary>The grain instance (incoming) or the reference (outgoing).</summary>
    object Grain { get; }

    /// <summary>Who calls; null outside grains where unknown.</summary>
    GrainId? SourceId { get; }

    /// <summary>Who is called.</summary>
    GrainId TargetId { get; }

    /// <summary>Full name of the interface called.</summary>
    string InterfaceName { get; }

    /// <summary>Name of the method called.</summary>
    string MethodName { get; }

    /// <summary>The interface's method.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result; null before it is there. A filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>Goes on: to the next filter, in the end to the call itself. Throws what the call throws.</summary>
    Task Invoke();
}
