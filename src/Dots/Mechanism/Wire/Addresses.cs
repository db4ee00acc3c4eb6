using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism.Wire;

/// <summary>Which family a prefix must be of.</summary>
internal enum Family
{
    Any,
    IPv4,
    IPv6,
}

/// <summary>An address or a prefix.</summary>
/// <param name="barely">Whether a single address is sent without its length: a source or a target, unlike a zone.</param>
internal sealed class PrefixText(Family family, bool barely) : Text<Prefix>
{
    private const int Longest = 49;

    public override string Expects { get; } = family switch
    {
        Family.IPv4 => "not an IPv4 address or prefix",
        Family.IPv6 => "not an IPv6 address or prefix",
        _ => "not an address or prefix",
    };

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out Prefix value)
    {
        value = default;
        if (text.Length > Longest)
            return false;
        Span<char> characters = stackalloc char[Longest];
        var length = Encoding.UTF8.GetChars(text, characters);
        if (!Prefix.TryParse(characters[..length], out value, out var error))
            return input.Because(error);
        return family == Family.Any || value.IsIPv4 == (family == Family.IPv4);
    }

    public override string Print(Prefix value) => barely && value.IsAddress ? value.Network.ToString() : value.ToString();

    public override bool TryFormat(Prefix value, Span<byte> to, out int written)
    {
        written = 0;
        if (value.IsIPv6)
            return false;
        for (var shift = 24; shift >= 0; shift -= 8)
            Put(to, (byte)(value.Bits >> shift), shift > 0 ? (byte)'.' : default, ref written);
        if (barely && value.IsAddress)
            return true;
        to[written++] = (byte)'/';
        Put(to, (byte)value.Length, default, ref written);
        return true;
    }

    private static void Put(Span<byte> to, byte number, byte after, ref int written)
    {
        Utf8Formatter.TryFormat(number, to[written..], out var digits);
        written += digits;
        if (after != default)
            to[written++] = after;
    }
}

/// <summary>A port or an inclusive range of ports; lengths of packets alike.</summary>
internal sealed class PortRangeText : Text<PortRange>
{
    public override string Expects => "not a number from 0 to 65535, nor a range of them (1024-65535)";

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.String or JsonTokenType.Number;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out PortRange value)
    {
        value = default;
        Span<char> characters = stackalloc char[11];
        return text.Length is > 0 and <= 11 && PortRange.TryParse(characters[..Encoding.UTF8.GetChars(text, characters)], out value);
    }

    public override string Print(PortRange value) => value.ToString();
}

/// <summary>An IP protocol by number, or by the names the draft gives.</summary>
/// <param name="named">Whether tcp and udp are sent as names, as in a registration; else as numbers, as in a packet_header.</param>
internal sealed class ProtocolText(bool named) : Text<byte>
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17, Icmp6 = 58;

    public override string Expects => "not a protocol number from 0 to 255, nor tcp, udp, icmp, icmpv6";

    public override bool TakesToken(JsonTokenType token) => token is JsonTokenType.String or JsonTokenType.Number;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out byte value)
    {
        value = text.SequenceEqual("tcp"u8) ? Tcp : text.SequenceEqual("udp"u8) ? Udp : text.SequenceEqual("icmp"u8) ? Icmp : text.SequenceEqual("icmpv6"u8) ? Icmp6 : (byte)0;
        return value != 0 || byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    public override string Print(byte value) => value switch
    {
        Tcp when named => "tcp",
        Udp when named => "udp",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>What packet_header.dst_ip names: an address, a prefix, or an alias, which only the registry can resolve.</summary>
internal sealed class TargetText : Text<string>
{
    public override string Expects => "not an address, prefix or alias";

    /// <summary>Whether a text is meant as an address: aliases have neither ':' nor '/', and some letter.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text) => text.IndexOfAny(':', '/') >= 0 || text.IndexOfAnyExcept("0123456789.") < 0;

    public override bool TryParse(ReadOnlySpan<byte> text, ref Input input, out string value)
    {
        value = "";
        if (text.Length is 0 or > 253)
            return false;
        value = Encoding.UTF8.GetString(text);
        if (IsAddress(value))
            return Prefix.TryParse(value, out _, out var error) || input.Because(error);
        foreach (var character in value)
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.'))
                return false;
        return true;
    }

    public override string Print(string value) => value;
}
