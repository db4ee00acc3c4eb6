using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Embedded.State;

namespace Orleans.Embedded.Types;

/// <summary>What is known of a grain class.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<(ObjectFactory Factory, StateParameter[] States)> _construction;

    public GrainClass(Silo silo, Type type)
    {
        Type = type;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>(inherit: true)?.MaxLocalWorkers;
        AgeLimit = AgeLimitOf(silo, type);
        _construction = new(() => Prepare(type));
    }

    public Type Type { get; }

    public bool IsReentrant { get; }

    /// <summary>How many activations one id may have, for stateless workers; null for all others.</summary>
    public int? MaxWorkers { get; }

    /// <summary>How long an activation may be idle; infinite for ever.</summary>
    public TimeSpan AgeLimit { get; }

    /// <summary>Makes the grain object, on the activation's first turn.</summary>
    /// <exception cref="InvalidOperationException">It cannot be made; the inner exception tells why.</exception>
    public object Construct(Activation activation)
    {
        try
        {
            var (factory, states) = _construction.Value;
            object?[] arguments = [.. states.Select(state => state.Create(activation))];
            return factory(activation.ActivationServices, arguments);
        }
        catch (Exception exception)
        {
            // As the real package does, so that callers do not come to rely on the constructor's own exception.
            throw new InvalidOperationException($"Failed to create an instance of grain type '{Type}'. See InnerException for details.", exception);
        }
    }

    private static TimeSpan AgeLimitOf(Silo silo, Type type)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute), inherit: true))
            return Timeout.InfiniteTimeSpan;
        if (type.GetCustomAttribute<CollectionAgeLimitAttribute>(inherit: true) is { } limit)
            return limit.AlwaysActive ? Timeout.InfiniteTimeSpan : limit.AgeLimit;
        return silo.CollectionOptions.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var specific)
            ? specific
            : silo.CollectionOptions.CollectionAge;
    }

    private static (ObjectFactory Factory, StateParameter[] States) Prepare(Type type)
    {
        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw new InvalidOperationException($"Grain class {type} must have exactly one public constructor; it has {constructors.Length}");
        StateParameter[] states =
        [
            .. constructors[0].GetParameters()
                .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))
                .Select(parameter => new StateParameter(parameter)),
        ];
        return (ActivatorUtilities.CreateFactory(type, [.. states.Select(state => state.Type)]), states);
    }
}
