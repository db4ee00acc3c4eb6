using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dots.Addressing;

/// <summary>
/// An IPv4 or IPv6 prefix in canonical form: no bit is set behind its length. A single address is a /32 or /128. What lies inside
/// ::ffff:0:0/96 is IPv4, however it came in, so that no filter or zone is evaded by the other spelling. The default value is 0.0.0.0/0.
/// </summary>
public readonly record struct Prefix : IComparable<Prefix>
{
    private const string Grammar = "is not an address or a prefix (192.0.2.0/24, 2001:db8::/48)";

    // ::ffff:0:0/96
    private const int MappedLength = 96;
    private const uint MappedNetwork = 0xFFFF;

    // Two halves: a UInt128 would be aligned to 16 bytes and make 32 of these 24, of which plans hold hundreds of thousands.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly byte _length;
    private readonly bool _v6;

    private Prefix(UInt128 bits, int length, bool v6) => (_high, _low, _length, _v6) = ((ulong)(bits >> 64), (ulong)bits, (byte)length, v6);

    /// <summary>Number of leading bits that count: 0..32 or 0..128.</summary>
    public int Length => _length;

    public bool IsIPv4 => !_v6;

    public bool IsIPv6 => _v6;

    /// <summary>Whether it is one address.</summary>
    public bool IsAddress => _length == Width;

    /// <summary>The network's bits, in the lowest 32 for IPv4, in all 128 for IPv6.</summary>
    public UInt128 Bits => new(_high, _low);

    /// <summary>32 or 128.</summary>
    public int Width => _v6 ? 128 : 32;

    /// <summary>The network address.</summary>
    public IPAddress Network
    {
        get
        {
            if (!_v6)
                return new IPAddress([(byte)(_low >> 24), (byte)(_low >> 16), (byte)(_low >> 8), (byte)_low]);
            Span<byte> bytes = stackalloc byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
            return new IPAddress(bytes);
        }
    }

    /// <summary>The prefix that is this one address. A zone id is dropped.</summary>
    public static Prefix FromAddress(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? Create(BitsOf(address), 128, v6: true)
        : Create(BitsOf(address), 32, v6: false);

    /// <summary>The prefix of this length around these bits; bits behind the length are cleared.</summary>
    /// <param name="bits">In the lowest 32 for IPv4; higher ones are ignored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is none of that family.</exception>
    public static Prefix Create(UInt128 bits, int length, bool v6)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, v6 ? 128 : 32);
        return v6 && length >= MappedLength && bits >> 32 == MappedNetwork
            ? new(bits & Mask(length - MappedLength, v6: false), length - MappedLength, v6: false)
            : new(bits & Mask(length, v6), length, v6);
    }

    /// <summary>
    /// Parses strictly: dotted quads without leading zeros, no white space, no zone, no bits behind the length (mechanism, section 4).
    /// </summary>
    /// <param name="error">What is wrong, naming the text; null when it parsed.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Prefix prefix, [NotNullWhen(false)] out string? error) =>
        TryParse(text.AsSpan(), out prefix, out error);

    /// <inheritdoc cref="TryParse(string?, out Prefix, out string?)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix, [NotNullWhen(false)] out string? error)
    {
        prefix = default;
        error = null;
        var slash = text.IndexOf('/');
        var head = slash < 0 ? text : text[..slash];
        if (text.Length > 49 || !TryParseAddress(head, out var bits, out var v6))
        {
            error = $"'{Shown(text)}' {Grammar}";
            return false;
        }

        var width = v6 ? 128 : 32;
        var length = width;
        if (slash >= 0 && (!TryParseNumber(text[(slash + 1)..], out length) || length > width))
        {
            error = $"'{Shown(text)}': the length must be 0 to {width}";
            return false;
        }

        prefix = Create(bits, length, v6);
        if ((bits & Mask(length, v6)) == bits)
            return true;
        error = $"'{Shown(text)}' has bits set behind its length; the prefix is {prefix}";
        prefix = default;
        return false;
    }

    /// <summary>Parses what this program wrote itself.</summary>
    /// <exception cref="FormatException">It is not a prefix.</exception>
    public static Prefix Parse(string text) => TryParse(text, out var prefix, out var error) ? prefix : throw new FormatException(error);

    /// <summary>Whether every address of the other is in this one.</summary>
    public bool Contains(Prefix other) => _v6 == other._v6 && other._length >= _length && (other.Bits & Mask(_length, _v6)) == Bits;

    /// <summary>Whether some address is in both.</summary>
    public bool Overlaps(Prefix other) => _length <= other._length ? Contains(other) : other.Contains(this);

    /// <summary>IPv4 before IPv6, then by network, then shorter first.</summary>
    public int CompareTo(Prefix other) =>
        _v6 != other._v6 ? _v6.CompareTo(other._v6) : _high != other._high ? _high.CompareTo(other._high) : _low != other._low ? _low.CompareTo(other._low) : _length.CompareTo(other._length);

    public static bool operator <(Prefix left, Prefix right) => left.CompareTo(right) < 0;

    public static bool operator >(Prefix left, Prefix right) => left.CompareTo(right) > 0;

    public static bool operator <=(Prefix left, Prefix right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Prefix left, Prefix right) => left.CompareTo(right) >= 0;

    /// <summary>Canonical text, always with the length.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{_length}");

    private static bool TryParseAddress(ReadOnlySpan<char> text, out UInt128 bits, out bool v6)
    {
        (bits, v6) = (default, text.Contains(':'));
        if (!v6)
            return TryParseQuad(text, out bits);

        // IPAddress also takes zones, brackets and ports, and zeros before an embedded IPv4 address: only the plain form is meant here.
        if (text.IndexOfAnyExcept("0123456789abcdefABCDEF:.") >= 0
            || (text.Contains('.') && !TryParseQuad(text[(text.LastIndexOf(':') + 1)..], out _))
            || !IPAddress.TryParse(text, out var address))
            return false;
        bits = BitsOf(address);
        return true;
    }

    private static bool TryParseQuad(ReadOnlySpan<char> text, out UInt128 bits)
    {
        uint value = 0;
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            if (++count > 4 || !TryParseNumber(text[part], out var octet) || octet > byte.MaxValue)
            {
                bits = default;
                return false;
            }

            value = (value << 8) | (uint)octet;
        }

        bits = value;
        return count == 4;
    }

    /// <summary>One to three digits without leading zeros; int.TryParse would also take NULs behind them.</summary>
    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0'))
            return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    private static UInt128 BitsOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 4
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 Mask(int length, bool v6)
    {
        if (length == 0)
            return 0;
        return v6 ? UInt128.MaxValue << (128 - length) : uint.MaxValue << (32 - length);
    }

    // A peer's text goes into answers and logs: short, and no line breaks or other controls.
    private static string Shown(ReadOnlySpan<char> text)
    {
        const int enough = 64;
        return string.Create(Math.Min(text.Length, enough + 1), text, static (shown, text) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = i == enough ? '\u2026' : text[i] is >= ' ' and <= '~' ? text[i] : '?';
        });
    }
}
