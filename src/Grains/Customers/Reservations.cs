using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>
/// Which mitigation holds which targets, as far as they touch one member's zones. In memory only: rebuilt from the store's active index.
/// </summary>
internal sealed class Reservations(TimeProvider time, TimeSpan untilConfirmed)
{
    // By who asked: a member's own mitigations never conflict, and they are nearly all of what it holds.
    private readonly Dictionary<string, Dictionary<string, Reservation>> _held = new(StringComparer.Ordinal);

    /// <summary>Another member's reservation that overlaps, or null.</summary>
    public Reservation? Conflict(string member, ImmutableArray<Prefix> targets)
    {
        foreach (var (asker, held) in _held)
            if (asker != member)
                foreach (var reservation in held.Values)
                    if (Overlap(reservation.Targets, targets))
                        return reservation;
        return null;
    }

    /// <summary>
    /// Takes or widens a reservation; what it held before stays held until <see cref="Confirm"/>, since the write that narrows it may fail.
    /// </summary>
    public void Reserve(string mitigation, string member, ImmutableArray<Prefix> targets)
    {
        var held = Of(member);
        ImmutableArray<Prefix> all = held.TryGetValue(mitigation, out var before) ? [.. before.Targets.Union(targets)] : targets;
        held[mitigation] = new(mitigation, member, all, time.GetUtcNow() + untilConfirmed);
    }

    /// <summary>The mitigation is known to be stored with exactly these targets.</summary>
    public void Confirm(string mitigation, string member, ImmutableArray<Prefix> targets) => Of(member)[mitigation] = new(mitigation, member, targets, DateTimeOffset.MinValue);

    /// <summary>Whether it is still as it was seen: while somebody looked elsewhere it may have been replaced.</summary>
    public bool Stands(Reservation seen) =>
        _held.TryGetValue(seen.Member, out var held) && held.TryGetValue(seen.Mitigation, out var now) && ReferenceEquals(now, seen);

    public void Release(string mitigation)
    {
        var member = MitigationKey.Parse(mitigation).Member;
        if (_held.TryGetValue(member, out var held) && held.Remove(mitigation) && held.Count == 0)
            _held.Remove(member);
    }

    /// <summary>Whether the write that a reservation was made for may still be under way: then nobody may free it.</summary>
    public bool MayBeUnderWay(Reservation held) => held.UnconfirmedUntil > time.GetUtcNow();

    private static bool Overlap(ImmutableArray<Prefix> some, ImmutableArray<Prefix> others)
    {
        foreach (var one in some)
            foreach (var other in others)
                if (one.Overlaps(other))
                    return true;
        return false;
    }

    private Dictionary<string, Reservation> Of(string member)
    {
        if (!_held.TryGetValue(member, out var held))
            _held[member] = held = new(StringComparer.Ordinal);
        return held;
    }
}

/// <param name="UnconfirmedUntil">Until then the write it was made for may still take effect.</param>
internal sealed record Reservation(string Mitigation, string Member, ImmutableArray<Prefix> Targets, DateTimeOffset UnconfirmedUntil);
