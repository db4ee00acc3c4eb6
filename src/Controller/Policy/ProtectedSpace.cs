using Dots.Addressing;

namespace Controller.Policy;

/// <summary>Address space that may be protected here, as this member knows by itself, whatever an orchestrator says. Either way suffices.</summary>
/// <param name="Prefixes">Those it wrote down.</param>
/// <param name="Rpki">What the RPKI gives to ASes it wrote down; null: that does not count.</param>
internal sealed record ProtectedSpace(PrefixList Prefixes, RpkiSpace? Rpki = null)
{
    /// <summary>Why a target is not to be protected; null when it is.</summary>
    /// <param name="asker">Who asked for it, as the order says; null when it does not.</param>
    public string? Objection(Prefix target, string? asker) => Prefixes.Covers(target) || Rpki?.Covers(target, asker) == true
        ? null
        : $"target {target} is outside the prefixes known here{(Rpki is null ? "" : $", and no RPKI payload gives it to an AS known here as {asker ?? "the asker"}'s")}";
}
