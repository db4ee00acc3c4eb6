using Grains.Identity;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>Approving and suspending beside consortium.json. Pure. What is said here stands until the file says something else of that member.</summary>
internal static class ApprovalRules
{
    private const int LongestEvidence = 2000;
    private const int MaximumZones = 10_000;
    private const int MaximumRefusedClaims = 10_000;

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Approve command, DateTimeOffset now)
    {
        var (id, approval) = (command.Member, command.Approval);
        if (Administration.NeedsApprover(state, command.By, command.Member, command.Why) is { } refused)
            return refused;
        if (state.Members.GetValueOrDefault(id) is not { } member)
            return Unknown(id);
        var approved = member with { State = MemberState.Approved, Evidence = approval.Evidence ?? member.Evidence, Asns = approval.Asns ?? member.Asns, Zones = approval.Zones ?? member.Zones, RpkiOverruled = approval.RpkiOverruled ?? member.RpkiOverruled };
        if (approved.Evidence.Length > LongestEvidence || approved.Zones.Length > MaximumZones || approved.Asns.Length > MaximumZones)
            return new Refusal("invalid", $"evidence of at most {LongestEvidence} characters, and at most {MaximumZones} zones and ASNs");

        if (approved.RpkiOverruled.Length > MaximumZones || approved.RpkiOverruled.FirstOrDefault(o => !approved.Zones.Any(zone => zone.Contains(o))) is { Length: > 0 })
            return new Refusal("invalid", $"rpki_overruled: at most {MaximumZones} prefixes, each inside {id}'s zones");

        // The evidence that stands was given for what stands: what is new needs its own.
        var adds = approved.Zones.Except(member.Zones).Any() || approved.Asns.Except(member.Asns).Any();
        if ((adds && string.IsNullOrWhiteSpace(approval.Evidence)) || ((!approved.Zones.IsEmpty || !approved.Asns.IsEmpty) && string.IsNullOrWhiteSpace(approved.Evidence)))
            return new Refusal("invalid", "evidence is needed: how ASNs and zones were verified, when and by whom, must be recorded before they count");
        return Changed(member, approved, Origin.Of(command.By, command.Why), now);
    }

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Suspend command, DateTimeOffset now) =>
        Administration.NeedsApprover(state, command.By, command.Member, command.Why) is { } refused ? refused
        : state.Members.GetValueOrDefault(command.Member) is not { } member ? Unknown(command.Member)
        : command.Member == command.By.Member ? new Refusal("invalid", "a member cannot suspend itself: nobody might be left who can undo it")
        : Changed(member, member with { State = MemberState.Suspended }, Origin.Of(command.By, command.Why), now);

    /// <summary>A claim to a zone that somebody else holds too: granted, the zone is the claimant's as well; refused, it disputes nobody's any more.</summary>
    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.DecideClaim command, DateTimeOffset now)
    {
        if (Administration.NeedsApprover(state, command.By, command.Member, command.Why) is { } refused)
            return refused;
        if (state.Members.GetValueOrDefault(command.Member) is not { } member)
            return Unknown(command.Member);
        var (claim, origin) = (new Claim(command.Member, command.Zone), Origin.Of(command.By, command.Why));
        if (command.Granted)
        {
            var evidence = $"{member.Evidence}; {command.Zone} decided by {command.By.Member} at {now:u}: {command.Why}".TrimStart(';', ' ');
            return member.Zones.Contains(command.Zone) ? Decision<ConsortiumEvent>.Nothing
                : evidence.Length > LongestEvidence || member.Zones.Length >= MaximumZones
                    ? new Refusal("full", $"{command.Member} has {member.Zones.Length} zones and evidence of {member.Evidence.Length} characters: approve it anew, with all its zones and shorter evidence")
                : new ConsortiumEvent.MemberSet(member with { Zones = member.Zones.Add(command.Zone), Evidence = evidence }, origin, ByFile: false) { At = now };
        }

        if (member.Zones.Contains(command.Zone))
            return new Refusal("invalid", $"{command.Zone} is {command.Member}'s by approval, not by a claim: approve it anew without the zone to take it away");
        return state.RefusedClaims.Contains(claim) ? Decision<ConsortiumEvent>.Nothing
            : state.RefusedClaims.Length >= MaximumRefusedClaims ? new Refusal("full", $"{MaximumRefusedClaims} claims stand refused already")
            : new ConsortiumEvent.ClaimRefused(claim, origin) { At = now };
    }

    private static Refusal Unknown(string id) => new("invalid", $"there is no member '{id}'");

    private static Decision<ConsortiumEvent> Changed(Member before, Member after, Origin origin, DateTimeOffset now) =>
        before.SameAs(after) ? Decision<ConsortiumEvent>.Nothing : new ConsortiumEvent.MemberSet(after, origin, ByFile: false) { At = now };
}
