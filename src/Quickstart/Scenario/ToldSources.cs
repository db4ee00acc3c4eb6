using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Quickstart.Attacks;
using AttackSource = Dots.Mechanism.AttackSource;

namespace Quickstart.Scenario;

/// <summary>
/// The sources as op1 tells them: each as it is, while all of them fit a request; else those that add up to whole prefixes as these, the heaviest first, as many as fit.
/// </summary>
internal static class ToldSources
{
    /// <summary>A request takes 100,000 sources and 4 MiB, of which the rest of it needs little.</summary>
    internal const int Most = 100_000, MostBytes = (4 << 20) - (64 << 10);

    // {"prefix":"","bps":}, and ,"packets":
    private const int Frame = 21, Packets = 11;

    public static ImmutableArray<AttackSource> Of(Attack attack)
    {
        ImmutableArray<AttackSource> each = [.. attack.Sources().Select(s => new AttackSource { Prefix = s.Address, Bps = (long)s.Bps, Packets = s.Packets is { } seen ? Math.Max(1, (long)Math.Round(seen)) : null })];
        return Fitting(each) is var fitting && fitting.Length == each.Length
            ? each
            : Fitting(PrefixMerging.Merge(attack.Flows.Select(f => new WeighedPrefix(f.Source, f.Bps)).ToArray()).OrderByDescending(m => m.Weight).ThenBy(m => m.Prefix)
                .Select(m => new AttackSource { Prefix = m.Prefix, Bps = (long)m.Weight }));
    }

    private static ImmutableArray<AttackSource> Fitting(IEnumerable<AttackSource> sources)
    {
        var left = MostBytes;
        return [.. sources.Take(Most).TakeWhile(s => (left -= Bytes(s)) >= 0)];
    }

    private static int Bytes(AttackSource source) => Frame + source.Prefix.ToString().Length + Digits(source.Bps) + (source.Packets is null ? 0 : Packets + Digits(source.Packets));

    private static int Digits(long? number) => number?.ToString(CultureInfo.InvariantCulture).Length ?? 0;
}
