using Orleans.Embedded;
using Orleans.Embedded.Calls;

namespace Orleans;

/// <summary>Keys and references of grains, from inside and outside.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to this grain, or this reference seen through another interface.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainProxy and TGrainInterface already => already,
            GrainProxy proxy => (TGrainInterface)proxy.Silo.Factory.Refer(typeof(TGrainInterface), proxy.Target),
            IGrainBase { GrainContext: Activation own } => (TGrainInterface)own.Silo.Factory.Refer(typeof(TGrainInterface), own.GrainId),
            _ => throw Unknown(grain),
        };
    }

    /// <summary>The same as <see cref="AsReference{TGrainInterface}(IAddressable)"/>.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <summary>Which grain this is.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainProxy proxy => proxy.Target,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        _ => throw Unknown(grain),
    };

    /// <summary>The integer key.</summary>
    /// <exception cref="InvalidOperationException">The key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain)
    {
        var id = grain.GetGrainId();
        return GrainIdKeyExtensions.TryReadInteger(id.Key, out var key)
            ? key
            : throw new InvalidOperationException($"Unable to extract integer key from grain id {id}");
    }

    /// <summary>The string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    private static ArgumentException Unknown(IAddressable grain) =>
        new($"{grain.GetType().FullName} is neither a grain the runtime made nor a reference to one", nameof(grain));
}
