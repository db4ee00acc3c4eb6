using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>A grain or observer interface and its methods.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> Known = new();

    private readonly Dictionary<MethodInfo, GrainMethod> _methods = [];

    private GrainInterface(Type type)
    {
        if (!type.IsInterface || !typeof(IAddressable).IsAssignableFrom(type))
            throw new ArgumentException($"{type} is not a grain or observer interface");
        if (type.IsNestedPrivate || type.IsNestedFamily)
            throw new ArgumentException($"{type} must be public or internal, so that code can be generated for it");
        Type = type;
        foreach (var part in type.GetInterfaces().Append(type))
        {
            if (part.GetProperties().FirstOrDefault() is { } property)
                throw new ArgumentException($"{part}.{property.Name}: grain interfaces must not have properties");
            if (part.GetEvents().FirstOrDefault() is { } @event)
                throw new ArgumentException($"{part}.{@event.Name}: grain interfaces must not have events");
            foreach (var method in part.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                _methods.Add(method, GrainMethod.For(method));
        }
    }

    public Type Type { get; }

    public static GrainInterface For(Type type) => Known.GetOrAdd(type, static type => new GrainInterface(type));

    public GrainMethod Find(MethodInfo method) => _methods[method];
}
