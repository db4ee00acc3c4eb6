using System.Collections.Concurrent;

namespace Orleans.Embedded.Types;

/// <summary>The grain classes of this process: by type name, and by the interfaces they implement.</summary>
internal sealed class GrainClasses
{
    private readonly Lazy<Dictionary<GrainType, GrainClass>> _byType;
    private readonly ConcurrentDictionary<Type, GrainType> _byInterface = new();

    public GrainClasses(Silo silo)
    {
        _byType = new(() => ClassScan.Classes.ToDictionary(scanned => scanned.Key, scanned => new GrainClass(silo, scanned.Value)));
    }

    /// <summary>Looks for the classes, so that what is wrong with them stops the start.</summary>
    public void Load() => _ = _byType.Value;

    public GrainClass Of(GrainType type) =>
        _byType.Value.TryGetValue(type, out var @class)
            ? @class
            : throw new ArgumentException($"Could not find an implementation of grain type {type}");

    /// <summary>The type of the one class that implements the interface.</summary>
    public GrainType Implementing(Type @interface, string? classPrefix)
    {
        if (string.IsNullOrWhiteSpace(classPrefix) && _byInterface.TryGetValue(@interface, out var known))
            return known;
        var candidates = _byType.Value
            .Where(pair => @interface.IsAssignableFrom(pair.Value.Type))
            .Where(pair => string.IsNullOrWhiteSpace(classPrefix) || pair.Value.Type.FullName!.StartsWith(classPrefix, StringComparison.Ordinal))
            .ToArray();
        if (candidates.Length > 1)
        {
            // Without a prefix, the class named like its interface; with one, the class of exactly that name.
            var first = Array.FindAll(candidates, pair =>
                string.IsNullOrWhiteSpace(classPrefix) ? pair.Value.Type.Name == @interface.Name[1..] : pair.Value.Type.FullName == classPrefix);
            candidates = first.Length == 1 ? first : candidates;
        }

        switch (candidates.Length)
        {
            case 0:
                throw new ArgumentException($"Could not find an implementation for interface {@interface}");
            case 1:
                if (string.IsNullOrWhiteSpace(classPrefix))
                    _byInterface[@interface] = candidates[0].Key;
                return candidates[0].Key;
            default:
                throw new ArgumentException(
                    $"Unable to identify a single appropriate grain type for interface {@interface}. "
                    + $"Candidates: {string.Join(", ", candidates.Select(pair => $"{pair.Key} ({pair.Value.Type.FullName})"))}");
        }
    }
}
