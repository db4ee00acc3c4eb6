namespace Grains.Sightings;

/// <summary>How often operators are asked what they see for one asker: <see cref="Burst"/> at once, then one each <see cref="Every"/>. Thread safe.</summary>
public sealed class SightingBudget(TimeProvider time)
{
    /// <summary>An attack on many of a member's addresses may come as many requests.</summary>
    public const int Burst = 10;

    /// <summary>Attacks move within minutes, not within seconds.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(6);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _full = new(StringComparer.Ordinal);

    /// <summary>Whether a round may begin; it is then spent.</summary>
    public bool TrySpend(string asker)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            // When all would be back: as far ahead as there are rounds missing.
            var full = _full.TryGetValue(asker, out var known) && known > now ? known : now;
            if (full + Every > now + (Burst * Every))
                return false;
            _full[asker] = full + Every;
            return true;
        }
    }
}
