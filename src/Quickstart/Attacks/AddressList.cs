using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using NearSource.Input;

namespace Quickstart.Attacks;

/// <summary>
/// A list of addresses as a direct attack of those hosts: a line each, "address" or "address TAB weight" (as IPsum counts black lists); # begins a comment line.
/// Each host sends 50 kbit/s of TCP to port 443 for each point of its weight, from a port of its own.
/// </summary>
internal static class AddressList
{
    private const byte Tcp = 6;
    private const ushort Https = 443;
    private const ushort BytesPerPacket = 500;
    private const double BpsPerPoint = 50_000;
    private const double MostPoints = 1_000_000;
    private const int MaxLine = 256;

    /// <param name="file">The name refusals give.</param>
    public static AttackReading Parse(TextReader text, string file)
    {
        var weights = new Dictionary<Prefix, double>();
        var line = new BoundedLine(text, MaxLine);
        for (var number = 1; line.Next(); number++)
        {
            if (line.Cut)
                return Refused(number, $"longer than {MaxLine} characters");
            if (line.Text.IsWhiteSpace() || line.Text[0] == '#')
                continue;
            var tab = line.Text.IndexOf('\t');
            if (!Prefix.TryParse((tab < 0 ? line.Text : line.Text[..tab]).Trim(), out var address, out var error))
                return Refused(number, error);
            if (!address.IsAddress)
                return Refused(number, $"{address} is a prefix, not an address");
            var points = 1.0;
            if (tab >= 0 && !(double.TryParse(line.Text[(tab + 1)..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out points) && points is > 0 and <= MostPoints))
                return Refused(number, $"the weight behind {address.Network} is no number above 0");
            if (weights.Count == FingerprintReader.MaxSources && !weights.ContainsKey(address))
                return Refused(number, $"more than {FingerprintReader.MaxSources} addresses");
            weights[address] = points;
        }

        if (weights.Count == 0)
            return Refused(0, "there is no address in it");
        return new(
            new Attack(
                AttackReader.NameOf(file),
                new AttackSignature(Tcp, [], [Https]) { Lengths = new(BytesPerPacket, BytesPerPacket) },
                [.. weights.OrderBy(w => w.Key).Select(w => Flow(w.Key, w.Value * BpsPerPoint))]),
            null);

        AttackReading Refused(int number, string problem) => new(null, $"{file}: {new LineError(number, problem)}");
    }

    private static AttackFlow Flow(Prefix source, double bps) =>
        new(source, Tcp, (ushort)(1024 + (RepeatableHash.Share(source, 1) * (65536 - 1024))), Https, bps, bps / (8 * BytesPerPacket));
}
