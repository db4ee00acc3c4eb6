using Dots.Serving;
using Grains.Consortium;
using Grains.Customers;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Persistence;
using Grains.Planning;
using Grains.Sightings;
using Grains.Wake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Hosting;
using Storage;

namespace Grains.Hosting;

/// <summary>What a process that hosts grains needs beside its store, its links and its planner.</summary>
public static class GrainServices
{
    /// <summary>
    /// Registers storage provider, consortium view and recovery. The caller registers <see cref="IDocumentStore"/>, <see cref="IControllerLink"/>,
    /// <see cref="IAskerLink"/> and <see cref="IPlanner"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The silo is not registered yet. Hosted services start in the order of registration and stop in the
    /// reverse one: before the silo, recovery would find no silo at start and lose it at stop.</exception>
    /// <param name="contract">What members are promised; null: no limits.</param>
    /// <param name="sightings">When operators are asked what they see; null: for the policy sightings.</param>
    public static IServiceCollection AddOrchestratorGrains(
        this IServiceCollection services, Lifetimes lifetimes, OperatorTimes times, Contract? contract = null, SightingOptions? sightings = null)
    {
        if (services.All(service => service.ServiceType != typeof(IGrainFactory)))
            throw new InvalidOperationException($"UseOrleans comes before {nameof(AddOrchestratorGrains)}: recovery must start after the silo and stop before it");
        services.AddGrainStorage(StoreGrainStorage.Name, (provider, _) => new StoreGrainStorage(provider.GetRequiredService<IDocumentStore>()));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(lifetimes);
        services.AddSingleton(times);
        services.AddSingleton(contract ?? Contract.Unlimited);
        services.TryAddSingleton<PlanningView>();
        services.AddSingleton(sightings ?? SightingOptions.Default);
        services.AddSingleton<SightingRounds>();
        services.TryAddSingleton(new PlanningTurns(Math.Max(1, Environment.ProcessorCount - 1)));
        services.AddSingleton<ConsortiumView>();
        services.AddHostedService(provider => provider.GetRequiredService<ConsortiumView>());
        services.AddSingleton<WakeService>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeService>());
        return services;
    }
}
