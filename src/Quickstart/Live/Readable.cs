using System.Globalization;

namespace Quickstart.Live;

/// <summary>Figures as people read them.</summary>
internal static class Readable
{
    private static readonly string[] Units = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];

    /// <summary>Bits per second with three digits that matter, e.g. "12.3 Gbit/s"; "-" for an unknown rate.</summary>
    public static string Rate(double? bps)
    {
        if (bps is not { } rate)
            return "-";

        var unit = 0;
        // 999.5 would be printed as 1000 of the smaller unit.
        for (; unit < Units.Length - 1 && Math.Abs(rate) >= 999.5; unit++)
            rate /= 1000;
        var format = Math.Abs(rate) >= 99.95 || unit == 0 ? "0" : Math.Abs(rate) >= 9.995 ? "0.0" : "0.00";
        return rate.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

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
}
