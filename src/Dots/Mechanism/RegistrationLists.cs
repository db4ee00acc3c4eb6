using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism.Tables;

namespace Dots.Mechanism;

/// <summary>
/// What white_list and black_list of a registration, and the lists of a request, must fulfil together (mechanism, section 4): no entry outside the registrant's own zones, no black_list
/// entry that cuts a destination off whole, no two entries of the two lists of which nobody could say which one holds for a packet.
/// </summary>
public static class RegistrationLists
{
    /// <summary>Entries of one list.</summary>
    public const int MaximumEntries = 100;

    /// <summary>Ports, protocols, lengths or TTLs of one entry.</summary>
    public const int MaximumValues = 16;

    private const int BadRequest = 0, Conflict = 6, Others = 255, InvalidQuery = 1;

    /// <summary>Null, or: 400 for too many entries, 500 (1) for one that would be a blackhole, 403 for one that reaches outside.</summary>
    /// <param name="own">Address space the entries must stay in: the zones of the same registration. An entry without a destination is about all of them.</param>
    public static MechanismRefusal? CheckEach(Registration registration, PrefixSet own) => Accepted(registration).CheckEach(own, InvalidQuery) ?? Dropped(registration).CheckEach(own, InvalidQuery);

    /// <summary>
    /// The first pair of entries that overlap without one of them being the narrower one, as 409; null when there is none. Where one is narrower it holds:
    /// it was meant as the exception.
    /// </summary>
    public static MechanismRefusal? CheckTogether(Registration registration) => CheckTogether(Accepted(registration), Dropped(registration));

    /// <summary>What the lists of a request must fulfil, each and together. They are narrowed to its targets, so that they reach nowhere else whatever they name.</summary>
    public static MechanismRefusal? Check(MitigationRequestExtension request)
    {
        var (accepted, dropped) = (new NamedList(RequestTables.AcceptList, request.AcceptList, false), new NamedList(RequestTables.DropList, request.DropList, true));
        return accepted.CheckEach(null, BadRequest) ?? dropped.CheckEach(null, BadRequest) ?? CheckTogether(accepted, dropped);
    }

    private static MechanismRefusal? CheckTogether(NamedList accepted, NamedList dropped)
    {
        var (accepts, drops) = (accepted.Entries, dropped.Entries);
        for (var a = 0; a < accepts.Length; a++)
            for (var d = 0; d < drops.Length; d++)
                if (accepts[a].Overlaps(drops[d]) && !accepts[a].IsNarrowerThan(drops[d]) && !drops[d].IsNarrowerThan(accepts[a]))
                    return new(409, Conflict, $"{accepted.Named(a)} and {dropped.Named(d)} match the same traffic, neither more closely than the other");
        return null;
    }

    private static NamedList Accepted(Registration registration) => new(RegistrationTables.WhiteList, registration.WhiteList, false);

    private static NamedList Dropped(Registration registration) => new(RegistrationTables.BlackList, registration.BlackList, true);

    /// <summary>A list under its name on the wire.</summary>
    private readonly record struct NamedList(string Name, ImmutableArray<FilterEntry> Entries, bool Drops)
    {
        /// <param name="own">Null: nothing to stay in.</param>
        /// <param name="invalid">error_reason of an invalid value in this stage.</param>
        public MechanismRefusal? CheckEach(PrefixSet? own, int invalid)
        {
            if (Entries.Length > MaximumEntries)
                return new(400, BadRequest, string.Create(CultureInfo.InvariantCulture, $"{Name} has {Entries.Length} entries, more than {MaximumEntries}"));
            for (var at = 0; at < Entries.Length; at++)
            {
                var entry = Entries[at];
                if (Math.Max(Math.Max(entry.SourcePorts.Length, entry.DestinationPorts.Length), Math.Max(entry.Lengths.Length, Math.Max(entry.Protocols.Length, entry.Ttls.Length))) is > MaximumValues and var values)
                    return new(400, BadRequest, string.Create(CultureInfo.InvariantCulture, $"{Named(at)} has {values} values in one attribute, more than {MaximumValues}"));
                if (Drops && entry.IsDestinationOnly)
                    return new(500, invalid, $"{Named(at)} matches nothing but its destination: that would be a blackhole");
                if (own is not null && entry.DestinationIp is { } destination && !own.Covers(destination))
                    return new(403, Others, $"{Named(at)}: {RegistrationTables.DestinationIp} {destination} is outside the zones of this registration");
            }

            return null;
        }

        public string Named(int at) => string.Create(CultureInfo.InvariantCulture, $"{Name}[{at}]{(string.IsNullOrEmpty(Entries[at].Name) ? "" : $" ({Entries[at].Name})")}");
    }
}
