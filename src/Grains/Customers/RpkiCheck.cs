using Dots.Addressing;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Planning;
using NearSource.Origins;

namespace Grains.Customers;

/// <summary>Whether the RPKI lets a member have its targets filtered (design, section 5). Judged with the data of the moment, at every request. Pure.</summary>
internal static class RpkiCheck
{
    /// <summary>Why not; null when it may, or when nothing depends on it.</summary>
    public static Refused? Check(Member member, ConsortiumIndex consortium, HelpRequest request, PlanningView planning)
    {
        if (planning.Rpki == RpkiMode.Off || (planning.Rpki == RpkiMode.Warn && request.Action != HelpAction.Blackhole))
            return null;
        foreach (var (target, standing) in Lacking(member, consortium, request, planning))
            return request.Action == HelpAction.Blackhole
                ? new(RefusalReason.ActionNotSupported, $"mitigation_action 2 (blackhole) is not for {target}: {Words(standing, member)}")
                : new(RefusalReason.OutsideScope, $"packet_header.dst_ip {target} is {Words(standing, member)}; an administrator may overrule that");
        return null;
    }

    /// <summary>Targets that are neither covered for the member nor overruled.</summary>
    public static IEnumerable<(Prefix Target, RpkiStanding Standing)> Lacking(Member member, ConsortiumIndex consortium, HelpRequest request, PlanningView planning)
    {
        if (planning.Rpki == RpkiMode.Off)
            yield break;
        var rpki = planning.Current.Rpki;
        foreach (var target in request.Match.Destinations.Distinct())
        {
            var holders = consortium.HoldersFor(member, target);
            var standing = rpki.Of(target, [.. holders.SelectMany(h => consortium.AsnsOf(h))]);
            if (standing != RpkiStanding.Proven && !holders.Any(h => h.RpkiOverruled.Any(zone => zone.Contains(target))))
                yield return (target, standing);
        }
    }

    public static string Words(RpkiStanding standing, Member member) => standing == RpkiStanding.Foreign
        ? $"unproven: the RPKI gives it to others than {member.Id}'s ASNs"
        : $"unproven: no RPKI payload covers it for {member.Id}'s ASNs";
}
