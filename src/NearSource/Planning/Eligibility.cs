using Dots.Addressing;

namespace NearSource.Planning;

/// <summary>Who could do at all what the request asks.</summary>
internal static class Eligibility
{
    /// <summary>Why this candidate cannot be asked; null when it can.</summary>
    /// <param name="input">The request.</param>
    /// <param name="candidate">The operator.</param>
    /// <param name="listed">Whether the asker named it.</param>
    public static SkippedOperator? Objection(PlanInput input, Candidate candidate, bool listed)
    {
        if (candidate.MemberId == input.Asker && !listed)
            return Skip(SkipCause.Asker, "it is the one that asks");
        if (!candidate.Countermeasures.Contains(input.Action))
            return Skip(SkipCause.Action, $"does not offer {input.Action.ToString().ToLowerInvariant()}");

        var wanted = input.Signature.Destinations.Aggregate(IpVersions.None, (all, p) => all | (p.IsIPv6 ? IpVersions.V6 : IpVersions.V4));
        if ((candidate.IpVersions & wanted) != wanted)
            return Skip(SkipCause.IpVersion, $"cannot filter IP{(wanted & ~candidate.IpVersions).ToString().ToLowerInvariant()}");
        if (candidate.RulesFree is <= 0)
            return Skip(SkipCause.Rules, "has no filter entries left");
        if (candidate.Kind == OperatorKind.Scrubber && !input.ReturningPath)
            return Skip(SkipCause.ReturningPath, "is a scrubber, and the request gives no path to return clean traffic");
        return null;

        SkippedOperator Skip(SkipCause cause, string reason) => new(candidate.MemberId, cause, reason);
    }
}
