using System.Globalization;

namespace Quickstart.Live;

/// <summary>Figures as people read them.</summary>
internal static class Readable
{
    private static readonly string[] Thousands = ["", "k", "M", "G", "T"];

    /// <summary>Bits per second with three digits that matter, e.g. "12.3 Gbit/s"; "-" for an unknown rate.</summary>
    public static string Rate(double? bps) => Scaled(bps, "bit/s");

    public static string Bits(double? bits) => Scaled(bits, "bit");

    public static string Packets(double? packets) => Scaled(packets, "pkt");

    public static string Share(double? share) =>
        share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";

    public static string Age(TimeSpan? age) =>
        age is { } known ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "-";

    /// <summary>Peers' words on one line: no control characters, which could move the cursor, and not too long.</summary>
    public static string Words(string text, int most)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return clean.Length <= most ? clean : string.Concat(clean.AsSpan(0, most - 1), "…");
    }

    private static string Scaled(double? value, string unit)
    {
        if (value is not { } left)
            return "-";

        var thousands = 0;
        // 999.5 would be printed as 1000 of the smaller unit.
        for (; thousands < Thousands.Length - 1 && Math.Abs(left) >= 999.5; thousands++)
            left /= 1000;
        var format = Math.Abs(left) >= 99.95 || thousands == 0 ? "0" : Math.Abs(left) >= 9.995 ? "0.0" : "0.00";
        return left.ToString(format, CultureInfo.InvariantCulture) + " " + Thousands[thousands] + unit;
    }
}
