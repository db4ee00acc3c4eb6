using System.Collections.Immutable;
using System.Globalization;
using Dots.Scopes;
using NearSource.Origins;
using NearSource.Planning;

namespace NearSource.Attacks;

/// <summary>
/// Tells the classes of attack apart (docs/decisions/012-attack-classes.md says why these thresholds). Nothing that an attacker can do at no cost decides alone
/// whether sources are true: it takes most of the traffic, or two signs, or several members' word against several others'; one sign makes it doubtful. In this order:
/// sources are denied by those who would see them; most lie, or many of a kind lie, where nobody can send from; they lie as if drawn and hardly repeat
/// themselves. Then reflection by its headers. What is left is direct. Pure.
/// </summary>
public static class AttackClassifier
{
    /// <summary>Of addresses drawn from all, a seventh is nobody's; leaks of private addresses are a few per mille.</summary>
    private const double MostNobodys = 0.05;

    /// <summary>Routing tables lack a few percent of what is in use; who draws from all addresses hits unrouted space two times in five.</summary>
    private const double MostUnrouted = 0.2;
    private const int CarpetAddresses = 16, CarpetBits = 4;

    /// <summary>One member may lie and another be wrong.</summary>
    private const int EnoughDenials = 3;

    /// <summary>What is denied must be a part of the attack worth speaking of.</summary>
    private const double LeastTestified = 0.05;

    /// <summary>The class by what the asker told alone.</summary>
    public static Classification Classify(TrafficMatch match, ImmutableArray<AttackSource> sources, OriginTable origins) => Classify(new(match, sources, origins));

    /// <summary>The class by all that is known.</summary>
    public static Classification Classify(AttackEvidence evidence)
    {
        var match = evidence.Match;
        var carpet = match.Destinations.Distinct().Count() >= CarpetAddresses || match.Destinations.Any(d => d.Width - d.Length >= CarpetBits);
        var signs = SourceSigns.Of(evidence);
        if ((Denied(evidence) ?? Impossible(signs) ?? Drawn(signs)) is { } forged)
            return new(AttackClass.Spoofed, carpet, forged);

        var doubt = Doubt(signs);
        if (Reflectors.Told(match) is { } answers)
            return new(AttackClass.Reflection, carpet, answers) { Doubtful = signs.Spread == SourceSpread.Scattered };
        if (signs.Count == 0)
            return new(AttackClass.Unknown, carpet, "no sources and no telling ports");
        if (doubt is not null && signs is { Spread: SourceSpread.Natural, Unrepeated: true } && Reflectors.MayAnswer(match))
            return new(AttackClass.Reflection, carpet, "probably: a few UDP packets from each of many real hosts, of no port in particular") { Doubtful = true };
        return new(AttackClass.Direct, carpet, "sources that send themselves, from any port" + (doubt is null ? "" : "; doubtful, since " + doubt)) { Doubtful = doubt is not null };
    }

    /// <summary>Members in whose networks the sources would stand do not see them while others see the attack: several, and more than half also without the largest of them.</summary>
    private static string? Denied(AttackEvidence evidence)
    {
        var denials = evidence.Testimonies.Where(t => !t.Sees).ToList();
        var testified = evidence.Testimonies.Sum(t => t.Share);
        if (!evidence.IsSeen || denials.Count < EnoughDenials || testified < LeastTestified)
            return null;
        return denials.Sum(t => t.Share) - denials.Max(t => t.Share) > testified / 2
            ? Text($"{denials.Count} members in whose networks {100 * denials.Sum(t => t.Share):0} % of it would start see nothing of it, and others do")
            : null;
    }

    /// <summary>Sources that cannot be where they say.</summary>
    private static string? Impossible(SourceSigns signs)
    {
        if (signs.Count < SourceSigns.EnoughSources)
            return null;
        var told = Text($"{100 * signs.Nobodys:0} % comes from where nobody is, {100 * signs.Own:0} % from the target's own space, {100 * signs.Unrouted:0} % from where nobody announces anything");
        if (signs.Nobodys + signs.Own + (signs.UnroutedIsDispersed ? signs.Unrouted : 0) > 0.5)
            return told;

        // A botnet that mixes such packets in is told by the rest, which still lies as hosts do and repeats itself.
        return Odd(signs) && !(signs.Spread == SourceSpread.Natural && !signs.Unrepeated) ? told : null;
    }

    private static bool Odd(SourceSigns signs) => signs.Nobodys + signs.Own > MostNobodys || (signs.Unrouted > MostUnrouted && signs.UnroutedIsDispersed);

    /// <summary>Sources that lie as if drawn, and do not contradict it by repeating themselves.</summary>
    private static string? Drawn(SourceSigns signs) => signs switch
    {
        { Spread: SourceSpread.Scattered, Unrepeated: true } => "sources lie as if drawn, hardly two in one network, and hardly sent twice",
        { Spread: SourceSpread.Scattered, Counted: false } => "sources lie as if drawn, hardly two in one network",
        { Spread: SourceSpread.Crowded, Unrepeated: true } => "sources fill whole networks to the last address and hardly sent twice",
        _ => null,
    };

    /// <summary>One sign that the sources are made up; null without.</summary>
    private static string? Doubt(SourceSigns signs) => signs switch
    {
        { Count: < SourceSigns.EnoughSources } => null,
        { Spread: SourceSpread.Scattered } => "they lie as if drawn, though they repeat themselves",
        { Unrepeated: true } => "they hardly sent twice",
        _ when Odd(signs) => "some lie where nobody can send from",
        _ => null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
