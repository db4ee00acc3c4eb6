using Orleans.Embedded.Calls;

namespace Orleans.Embedded;

/// <summary>References to grains and observers of this silo.</summary>
internal sealed class GrainFactory(Silo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Get<TGrainInterface>(IdSpan.Create(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)Refer(typeof(TGrainInterface), grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (!typeof(TGrainObserverInterface).IsInterface)
            throw new ArgumentException($"The provided type parameter must be an interface. '{typeof(TGrainObserverInterface)}' is not an interface.");
        if (obj is not TGrainObserverInterface)
            throw new ArgumentException($"The provided object must implement '{typeof(TGrainObserverInterface)}'.", nameof(obj));
        if (obj is GrainProxy)
            throw new ArgumentException("Argument obj is already a grain reference.", nameof(obj));
        return (TGrainObserverInterface)Refer(typeof(TGrainObserverInterface), silo.Observers.Add(obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainProxy proxy)
            throw new ArgumentException("Argument reference is not a grain reference.", nameof(obj));
        if (!silo.Observers.Remove(proxy.Target))
            throw new ArgumentException("Reference is not associated with a local object.", nameof(obj));
    }

    public object Refer(Type @interface, GrainId id) => GrainProxy.Create(silo, GrainInterface.For(@interface), id);

    private T Get<T>(IdSpan key, string? classPrefix)
    {
        var @interface = GrainInterface.For(typeof(T));
        return (T)GrainProxy.Create(silo, @interface, new GrainId(silo.Classes.Implementing(typeof(T), classPrefix), key));
    }
}
