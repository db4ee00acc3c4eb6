using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism.Tables;

namespace Dots.Mechanism;

/// <summary>
/// What white_list and black_list of a registration must fulfil together (mechanism, section 4): no entry outside the registrant's own zones, no black_list
/// entry that cuts a destination off whole, no two entries of the two lists of which nobody could say which one holds for a packet.
/// </summary>
public static class RegistrationLists
{
    /// <summary>Entries of one list.</summary>
    public const int MaximumEntries = 100;

    /// <summary>Ports, protocols, lengths or TTLs of one entry.</summary>
    public const int MaximumValues = 16;

    private const int Conflict = 6, Others = 255, InvalidQuery = 1;

    /// <summary>Null, or: 400 for too many entries, 500 (1) for one that would be a blackhole, 403 for one that reaches outside.</summary>
    /// <param name="own">Address space the entries must stay in: the zones of the same registration. An entry without a destination is about all of them.</param>
    public static MechanismRefusal? CheckEach(Registration registration, PrefixSet own)
    {
        foreach (var (name, list) in new[] { (RegistrationTables.WhiteList, registration.WhiteList), (RegistrationTables.BlackList, registration.BlackList) })
        {
            if (list.Length > MaximumEntries)
                return new(400, 0, string.Create(CultureInfo.InvariantCulture, $"{name} has {list.Length} entries, more than {MaximumEntries}"));
            for (var at = 0; at < list.Length; at++)
            {
                var entry = list[at];
                if (Math.Max(Math.Max(entry.SourcePorts.Length, entry.DestinationPorts.Length), Math.Max(entry.Lengths.Length, Math.Max(entry.Protocols.Length, entry.Ttls.Length))) is > MaximumValues and var values)
                    return new(400, 0, string.Create(CultureInfo.InvariantCulture, $"{Named(name, at, entry)} has {values} values in one attribute, more than {MaximumValues}"));
                if (name == RegistrationTables.BlackList && entry.IsDestinationOnly)
                    return new(500, InvalidQuery, $"{Named(name, at, entry)} matches nothing but its destination: that would be a blackhole");
                if (entry.DestinationIp is { } destination && !own.Covers(destination))
                    return new(403, Others, $"{Named(name, at, entry)}: {RegistrationTables.DestinationIp} {destination} is outside the zones of this registration");
            }
        }

        return null;
    }

    /// <summary>
    /// The first pair of entries that overlap without one of them being the narrower one, as 409; null when there is none. Where one is narrower it holds:
    /// it was meant as the exception.
    /// </summary>
    public static MechanismRefusal? CheckTogether(Registration registration)
    {
        var (accepted, dropped) = (registration.WhiteList, registration.BlackList);
        for (var a = 0; a < accepted.Length; a++)
            for (var d = 0; d < dropped.Length; d++)
                if (accepted[a].Overlaps(dropped[d]) && !accepted[a].IsNarrowerThan(dropped[d]) && !dropped[d].IsNarrowerThan(accepted[a]))
                    return new(409, Conflict, $"{Named(RegistrationTables.WhiteList, a, accepted[a])} and {Named(RegistrationTables.BlackList, d, dropped[d])} match the same traffic, neither more closely than the other");
        return null;
    }

    private static string Named(string list, int at, FilterEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{list}[{at}]{(string.IsNullOrEmpty(entry.Name) ? "" : $" ({entry.Name})")}");
}
