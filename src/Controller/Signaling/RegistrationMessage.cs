using System.Collections.Immutable;
using Controller.Settings;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Signaling;

/// <summary>What the settings say about the member, as its registration (mechanism, sections 2 and 3).</summary>
internal static class RegistrationMessage
{
    public static Registration Of(ControllerSettings settings, Uri callback)
    {
        var own = settings.Registration;
        ImmutableArray<Prefix> zones = [.. own.Zones.Select(Prefix.Parse)];
        var versions = (zones.Any(z => z.IsIPv4) ? IpVersions.V4 : IpVersions.None) | (zones.Any(z => z.IsIPv6) ? IpVersions.V6 : IpVersions.None);
        var countermeasures = own.Countermeasures.Aggregate(Countermeasures.None, (all, one) => all | Of(one));
        return new()
        {
            CustomerName = own.CustomerName,
            IpVersion = versions,
            ProtectedZones = [.. zones.Select((zone, index) => new ProtectedZone { Index = index + 1, IPv4 = zone.IsIPv4 ? zone : null, IPv6 = zone.IsIPv6 ? zone : null })],
            Countermeasures = countermeasures,
            Extension = new()
            {
                CallbackUrl = callback,
                Kind = RegistrantKind.Operator,
                Operator = new()
                {
                    Kind = own.Kind,
                    Asns = [.. own.Asns.Select(a => (uint)a)],
                    Link = ControllerLinkKind.Https,
                    RulesMax = own.RulesMax,
                    ScrubBps = own.ScrubBps,
                    PortBps = own.PortBps,
                    Countermeasures = countermeasures,
                    IpVersions = versions,
                    Cost = own.Cost,
                    Noc = own.Noc,
                },
            },
        };
    }

    private static Countermeasures Of(MitigationAction action) => action switch
    {
        MitigationAction.Mitigation => Countermeasures.Mitigation,
        MitigationAction.Blackhole => Countermeasures.Blackhole,
        MitigationAction.Flowspec => Countermeasures.Flowspec,
        _ => Countermeasures.None,
    };
}
