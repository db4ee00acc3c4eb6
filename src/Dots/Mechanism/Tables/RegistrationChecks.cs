using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism.Wire;

namespace Dots.Mechanism.Tables;

/// <summary>What the attributes of a registration must fulfil together (mechanism, section 3).</summary>
internal static class RegistrationChecks
{
    public static void All(ref Input input, Registration registration)
    {
        Indexes(ref input, registration);
        Families(ref input, registration);
    }

    /// <summary>An index names one zone: answers and aliases refer to it.</summary>
    private static void Indexes(ref Input input, Registration registration)
    {
        var seen = new HashSet<int>();
        for (var at = 0; at < registration.ProtectedZones.Length; at++)
            if (!seen.Add(registration.ProtectedZones[at].Index))
                input.Invalid(string.Create(CultureInfo.InvariantCulture, $"{RegistrationTables.ProtectedZone}[{at}].index"), "is that of another zone too");
    }

    /// <summary>No address of a family that ip_version leaves out.</summary>
    private static void Families(ref Input input, Registration registration)
    {
        var versions = registration.IpVersion;
        if (versions is IpVersions.None or IpVersions.Both)
            return;
        for (var at = 0; at < registration.ProtectedZones.Length; at++)
            if (registration.ProtectedZones[at].Prefix is { } prefix && !Covers(versions, prefix))
                Tell(ref input, $"{RegistrationTables.ProtectedZone}[{at}].{(prefix.IsIPv4 ? RegistrationTables.IPv4 : RegistrationTables.IPv6)}", prefix, versions);
        Entries(ref input, RegistrationTables.WhiteList, registration.WhiteList, versions);
        Entries(ref input, RegistrationTables.BlackList, registration.BlackList, versions);
    }

    private static void Entries(ref Input input, string list, ImmutableArray<FilterEntry> entries, IpVersions versions)
    {
        for (var at = 0; at < entries.Length; at++)
        {
            if (entries[at].SourceIp is { } source && !Covers(versions, source))
                Tell(ref input, $"{list}[{at}].{RegistrationTables.SourceIp}", source, versions);
            if (entries[at].DestinationIp is { } destination && !Covers(versions, destination))
                Tell(ref input, $"{list}[{at}].{RegistrationTables.DestinationIp}", destination, versions);
        }
    }

    private static bool Covers(IpVersions versions, Prefix prefix) => versions.HasFlag(prefix.IsIPv4 ? IpVersions.V4 : IpVersions.V6);

    private static void Tell(ref Input input, string name, Prefix prefix, IpVersions versions) =>
        input.Invalid(name, string.Create(CultureInfo.InvariantCulture, $"{prefix} is not of ip_version {versions.ToString().ToLowerInvariant()}"));
}
