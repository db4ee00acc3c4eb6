using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>
/// DNS names of a registration (draft, 5.1.1; mechanism, section 3): any text may be registered, it grants no address space. What is to be a target must be
/// a name that can be resolved.
/// </summary>
public static class RegisteredNames
{
    private const int InvalidQuery = 1, LongestName = 253;

    /// <summary>The first name that is to have an alias and is no host's; null: none.</summary>
    public static MechanismRefusal? Check(Registration registration)
    {
        for (var at = 0; at < registration.ProtectedZones.Length; at++)
            if (registration.ProtectedZones[at] is { NeedAlias: true, DnsName: { } name } && !IsName(name))
                return new(500, InvalidQuery, $"protected_zone[{at}].DNS_name {name} is no host's name, and cannot have an alias");
        return null;
    }

    /// <summary>Whether a zone is one that an alias is handed out for.</summary>
    public static bool HasAlias(ProtectedZone zone) => zone.NeedAlias && (zone.Prefix is not null || zone.DnsName is not null);

    /// <summary>What a target may be called, to the name that is resolved. A name stands for itself, in whatever case it is written, and so does its alias.</summary>
    /// <param name="alias">The alias of a zone.</param>
    public static ImmutableSortedDictionary<string, string> Of(Registration registration, Func<ProtectedZone, string> alias)
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var zone in registration.ProtectedZones)
            if (zone.DnsName is { } name && IsName(name))
            {
                names[name.ToLowerInvariant()] = name;
                if (zone.NeedAlias)
                    names[alias(zone)] = name;
            }

        return names.ToImmutable();
    }

    private static bool IsName(string name) => name.Length <= LongestName && Uri.CheckHostName(name) == UriHostNameType.Dns;
}
