using System.Collections.Immutable;
using Dots.Addressing;

namespace Grains.Customers;

/// <summary>
/// Which mitigation holds which targets, as far as they touch one member's zones. In memory only: rebuilt from the store's active index.
/// </summary>
internal sealed class Reservations(TimeProvider time, TimeSpan untilConfirmed)
{
    private readonly Dictionary<string, Reservation> _held = new(StringComparer.Ordinal);

    /// <summary>Another member's reservation that overlaps, or null.</summary>
    public Reservation? Conflict(string mitigation, string member, ImmutableArray<Prefix> targets) =>
        _held.Values.FirstOrDefault(held => held.Mitigation != mitigation && held.Member != member && held.Targets.Any(a => targets.Any(b => a.Overlaps(b))));

    /// <summary>
    /// Takes or widens a reservation; what it held before stays held until <see cref="Confirm"/>, since the write that narrows it may fail.
    /// </summary>
    public void Reserve(string mitigation, string member, ImmutableArray<Prefix> targets)
    {
        var before = _held.GetValueOrDefault(mitigation)?.Targets ?? [];
        _held[mitigation] = new(mitigation, member, [.. before.Union(targets)], time.GetUtcNow() + untilConfirmed);
    }

    /// <summary>The mitigation is known to be stored with exactly these targets.</summary>
    public void Confirm(string mitigation, string member, ImmutableArray<Prefix> targets) => _held[mitigation] = new(mitigation, member, targets, DateTimeOffset.MinValue);

    /// <summary>Whether it is still as it was seen: while somebody looked elsewhere it may have been replaced.</summary>
    public bool Stands(Reservation seen) => _held.TryGetValue(seen.Mitigation, out var held) && ReferenceEquals(held, seen);

    public void Release(string mitigation) => _held.Remove(mitigation);

    /// <summary>Whether the write that a reservation was made for may still be under way: then nobody may free it.</summary>
    public bool MayBeUnderWay(Reservation held) => held.UnconfirmedUntil > time.GetUtcNow();
}

/// <param name="UnconfirmedUntil">Until then the write it was made for may still take effect.</param>
internal sealed record Reservation(string Mitigation, string Member, ImmutableArray<Prefix> Targets, DateTimeOffset UnconfirmedUntil);
