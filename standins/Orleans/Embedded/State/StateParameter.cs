using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Embedded.State;

/// <summary>A constructor parameter that takes persistent state.</summary>
internal sealed class StateParameter
{
    private static readonly MethodInfo CreateOf = typeof(StateParameter).GetMethod(nameof(CreateState), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Func<Activation, string, IGrainStorage, object> _create;
    private readonly string _stateName;
    private readonly string? _storageName;

    public StateParameter(ParameterInfo parameter)
    {
        Type = parameter.ParameterType;
        if (!Type.IsGenericType || Type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException(
                $"Parameter '{parameter.Name}' on the constructor for '{parameter.Member.DeclaringType}' has an unsupported type, '{Type}'. "
                + $"It must be an instance of generic type '{typeof(IPersistentState<>)}' because it has an associated [PersistentState(...)] attribute.");
        }

        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        _stateName = attribute.StateName.Length > 0 ? attribute.StateName : parameter.Name!;
        _storageName = attribute.StorageName;
        _create = CreateOf.MakeGenericMethod(Type.GetGenericArguments()).CreateDelegate<Func<Activation, string, IGrainStorage, object>>();
    }

    public Type Type { get; }

    public object Create(Activation activation)
    {
        var services = activation.ActivationServices;
        var storage = string.IsNullOrWhiteSpace(_storageName) ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(_storageName);
        if (storage is not null)
            return _create(activation, _stateName, storage);
        throw new BadProviderConfigException(string.IsNullOrWhiteSpace(_storageName)
            ? $"No default storage provider found loading grain type {activation.GrainId.Type}."
            : $"No storage provider named \"{_storageName}\" found loading grain type {activation.GrainId.Type}.");
    }

    private static object CreateState<T>(Activation activation, string name, IGrainStorage storage) => new PersistentState<T>(activation, name, storage);
}
