using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Runtime.Hosting;

/// <summary>Registers grain storage.</summary>
public static class StorageProviderExtensions
{
    /// <summary>Adds the storage under a name; <see cref="ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME"/> makes it the default one.</summary>
    public static IServiceCollection AddGrainStorage<T>(this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : IGrainStorage
    {
        collection.AddKeyedSingleton<IGrainStorage>(name, (services, key) => implementationFactory(services, (string)key));
        if (name == ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
            collection.TryAddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>(name));
        return collection;
    }
}
