using System.Globalization;

namespace Storage.Journal.Frames;

/// <summary>Names of files: state-N.base, state-N.log, ledger-N.log, N being the sequence they come after, 20 digits; NAME.new until complete.</summary>
internal readonly record struct SegmentName(SegmentKind Kind, long After)
{
    public const string Unfinished = ".new";
    public const string Reserve = "reserve";
    public const string Retired = "retired";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{After:D20}{Suffix}");

    private string Prefix => Kind == SegmentKind.Ledger ? "ledger-" : "state-";

    private string Suffix => Kind == SegmentKind.Base ? ".base" : ".log";

    public static bool TryParse(string name, out SegmentName segment)
    {
        segment = default;
        foreach (var kind in Enum.GetValues<SegmentKind>())
        {
            var shape = new SegmentName(kind, 0);
            if (name.StartsWith(shape.Prefix, StringComparison.Ordinal) && name.EndsWith(shape.Suffix, StringComparison.Ordinal)
                && name.Length == shape.Prefix.Length + 20 + shape.Suffix.Length
                && long.TryParse(name.AsSpan(shape.Prefix.Length, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            {
                segment = new SegmentName(kind, after);
                return true;
            }
        }

        return false;
    }
}
