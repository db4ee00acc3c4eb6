namespace Orleans;

/// <summary>Makes references to grains and observers. A reference costs nothing and activates nothing.</summary>
public interface IGrainFactory
{
    /// <summary>The grain with this string key.</summary>
    /// <exception cref="ArgumentException">No grain class, or more than one, implements the interface; or the key is empty.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>The grain with this integer key.</summary>
    /// <exception cref="ArgumentException">No grain class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>The grain or observer with this id, seen through the interface.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>A reference by which grains call an object of this process. The object is held weakly: its owner must keep it.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference made by <see cref="CreateObjectReference"/>. Takes the reference, not the object.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
