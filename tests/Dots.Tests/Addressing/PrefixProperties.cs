using Dots.Addressing;
using FsCheck;
using FsCheck.Fluent;
using Support;

namespace Dots.Tests.Addressing;

public sealed class PrefixProperties
{
    private static readonly Config Often = Properties.Times(2000);

    /// <summary>Prefixes of every kind: half of them from a small corner, where they meet each other, half from anywhere.</summary>
    private static readonly Arbitrary<Prefix> Prefixes = Gen.OneOf(
        from seed in Gen.Choose(0, int.MaxValue - 1) select RandomPrefixes.Next(new Random(seed)),
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from v6 in Gen.Elements(true, false)
        from length in Gen.Choose(0, v6 ? 128 : 32)
        select Prefix.Create(Anywhere(new Random(seed)), length, v6)).ToArbitrary();

    [Fact]
    public void Text_of_a_prefix_parses_to_it() => Prop.ForAll(Prefixes, prefix =>
        Prefix.TryParse(prefix.ToString(), out var parsed, out _) && parsed == prefix).Check(Often);

    [Fact]
    public void Any_text_is_parsed_or_refused_without_an_exception() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        Prefix.TryParse(text, out _, out var error) == (error is null)).Check(Often);

    [Fact]
    public void Contains_is_a_partial_order() => Prop.ForAll(Prefixes, Prefixes, Prefixes, (a, b, c) =>
        a.Contains(a)
        && !(a.Contains(b) && b.Contains(a) && a != b)
        && !(a.Contains(b) && b.Contains(c) && !a.Contains(c))).Check(Often);

    [Fact]
    public void Contains_means_every_address_between_its_ends() => Prop.ForAll(Prefixes, Prefixes, (a, b) =>
        a.Contains(b) == (a.IsIPv6 == b.IsIPv6 && a.Bits <= b.Bits && Last(b) <= Last(a))).Check(Often);

    [Fact]
    public void Overlaps_is_symmetric_and_means_that_one_holds_the_other() => Prop.ForAll(Prefixes, Prefixes, (a, b) =>
        a.Overlaps(b) == b.Overlaps(a) && a.Overlaps(b) == (a.Contains(b) || b.Contains(a))).Check(Often);

    [Fact]
    public void Order_agrees_with_equality() => Prop.ForAll(Prefixes, Prefixes, (a, b) =>
        (a.CompareTo(b) == 0) == (a == b) && Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a))).Check(Often);

    private static UInt128 Last(Prefix prefix) =>
        prefix.Bits + (prefix.Length == 0 && prefix.IsIPv6 ? UInt128.MaxValue : (UInt128.One << (prefix.Width - prefix.Length)) - 1);

    private static UInt128 Anywhere(Random random) => new((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
}
