using System.Collections.Immutable;
using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>Something a grain or observer is to do: a call or a timer's tick.</summary>
internal abstract class Request
{
    /// <summary>Next in the queue it waits in.</summary>
    public Request? Next { get; set; }

    /// <summary>Whom it is for.</summary>
    public GrainId Target { get; init; }

    /// <summary>The activation that sent it; null outside grains.</summary>
    public GrainId? Source { get; init; }

    /// <summary>The caller's <see cref="RequestContext"/>.</summary>
    public ImmutableDictionary<string, object>? Context { get; init; }

    /// <summary>When its caller has given up, in <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    /// <summary>How often it was passed on because its activation had ended.</summary>
    public int Forwards { get; set; }

    public abstract bool AlwaysInterleaves { get; }

    public virtual bool IsReadOnly => false;

    public virtual bool IsOneWay => false;

    /// <summary>Belongs to one activation and ends with it.</summary>
    public virtual bool IsLocal => false;

    /// <summary>Whether it counts as use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    public abstract MethodInfo InterfaceMethod { get; }

    /// <summary>Runs and answers it. Never throws.</summary>
    public abstract Task Execute(IGrainContext target);

    /// <summary>Answers with a failure.</summary>
    public abstract void Fail(Exception exception);

    public override string ToString() => $"{InterfaceMethod.DeclaringType?.Name}.{InterfaceMethod.Name} to {Target}{(Source is { } source ? $" from {source}" : "")}";
}
