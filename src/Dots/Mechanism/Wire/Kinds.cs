using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism.Wire;

/// <summary>The kinds of value the mechanism has (mechanism, section 3).</summary>
internal static class Kinds
{
    /// <summary>Elements of one list, whatever it lists (mechanism, section 3: 100,000 sources).</summary>
    public const int MaximumElements = TrafficMatch.MaximumRows;

    private const long BitsPerByte = 8;
    private const long BitsPerGigabyte = 8_000_000_000;

    // Beyond every link there is, and small enough that the wire's decimal is exact.
    private const long MostBandwidth = 1_000_000_000_000_000_000;

    private static readonly PlainText Line = new(0, 1024);

    private static readonly PlainText Given = new(1, 1024);

    public static readonly Kind<string> Text = new ScalarKind<string>(Line, Sent.AsString);

    /// <summary>A text that is not empty.</summary>
    public static readonly Kind<string> Name = new ScalarKind<string>(Given, Sent.AsString);

    public static readonly Kind<string> Prose = new ScalarKind<string>(new PlainText(0, 4096, manyLines: true), Sent.AsString);

    public static readonly Kind<string?> TextOrNull = new ScalarKind<string?>(new NullableText(Line), Sent.AsString);

    public static readonly Kind<ImmutableArray<string>> TextCsv = new CsvKind<string>(Given, MaximumElements);

    public static readonly Kind<ImmutableArray<string>> Texts = new ArrayKind<string>(Given, Sent.AsString, MaximumElements);

    public static readonly Kind<string> Version = new VersionKind();

    public static readonly Kind<string> Attack = Words(Sent.AsString, ("attack", ["attack"]));

    public static readonly Kind<string> Hash = new ScalarKind<string>(new HashText(), Sent.AsString);

    public static readonly Kind<Uri> Https = new ScalarKind<Uri>(new HttpsText(), Sent.AsString);

    public static readonly Kind<ImmutableArray<byte>> Base64 = new Base64Kind();

    /// <summary>"true" and "false".</summary>
    public static readonly Kind<bool> FlagText = Words(Sent.AsString, (true, ["true"]), (false, ["false"]));

    /// <summary>JSON true and false.</summary>
    public static readonly Kind<bool> Flag = Words(Sent.AsLiteral, (true, ["true"]), (false, ["false"]));

    /// <summary>1 and 0.</summary>
    public static readonly Kind<bool> YesNo = Words(Sent.AsNumber, (true, ["1", "yes"]), (false, ["0", "no"]));

    public static readonly Kind<long> Count = Integer(0, long.MaxValue);

    public static readonly Kind<int> Index = Integer32(0, int.MaxValue);

    public static readonly Kind<ImmutableArray<int>> Indexes = new ArrayKind<int>(new IntegerText<int>(0, int.MaxValue, static n => (int)n, static n => n), Sent.AsNumber, MaximumElements);

    public static readonly Kind<int> Health = Integer32(0, 100);

    public static readonly Kind<int> ErrorReason = Integer32(0, 255);

    public static readonly Kind<double> Share = new ScalarKind<double>(new RealText(0, 1), Sent.AsNumber);

    public static readonly Kind<double> Real = new ScalarKind<double>(new RealText(0, 1e18), Sent.AsNumber);

    public static readonly Kind<double> Skew = new ScalarKind<double>(new RealText(-1e18, 1e18), Sent.AsNumber);

    private static readonly IntegerText<uint> AsnNumber = new(0, uint.MaxValue, static n => (uint)n, static n => n);

    public static readonly Kind<uint> AsnText = new ScalarKind<uint>(AsnNumber, Sent.AsString);

    public static readonly Kind<uint> Asn = new ScalarKind<uint>(AsnNumber, Sent.AsNumber);

    public static readonly Kind<ImmutableArray<uint>> Asns = new ArrayKind<uint>(AsnNumber, Sent.AsNumber, MaximumElements);

    /// <summary>Bytes/s as a string on the wire, bits/s inside.</summary>
    public static readonly Kind<long> BytesPerSecond = new ScalarKind<long>(new DecimalText(BitsPerByte, long.MaxValue), Sent.AsString);

    /// <summary>Packets/s as a string.</summary>
    public static readonly Kind<long> PacketsPerSecond = new ScalarKind<long>(new DecimalText(1, long.MaxValue), Sent.AsString);

    /// <summary>Gigabytes/s on the wire, bits/s inside.</summary>
    public static readonly Kind<long> GigabytesPerSecond = new ScalarKind<long>(new DecimalText(BitsPerGigabyte, MostBandwidth), Sent.AsNumber);

    public static readonly Kind<TimeSpan> Seconds = new ScalarKind<TimeSpan>(
        new IntegerText<TimeSpan>(0, int.MaxValue, static n => TimeSpan.FromSeconds(n), static span => (long)span.TotalSeconds), Sent.AsNumber);

    public static readonly Kind<DateTimeOffset> EpochSeconds = new ScalarKind<DateTimeOffset>(
        new IntegerText<DateTimeOffset>(0, DateTimeOffset.MaxValue.ToUnixTimeSeconds(), DateTimeOffset.FromUnixTimeSeconds, static time => time.ToUnixTimeSeconds()), Sent.AsNumber);

    public static readonly Kind<DateTimeOffset> EpochMilliseconds = new ScalarKind<DateTimeOffset>(
        new IntegerText<DateTimeOffset>(0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), DateTimeOffset.FromUnixTimeMilliseconds, static time => time.ToUnixTimeMilliseconds()), Sent.AsNumber);

    public static readonly Kind<DateTimeOffset> Instant = new ScalarKind<DateTimeOffset>(new InstantText(), Sent.AsString);

    private static readonly PrefixText AnyPrefix = new(Family.Any, barely: true);

    public static readonly Kind<Prefix> Prefix = new ScalarKind<Prefix>(AnyPrefix, Sent.AsString);

    /// <summary>At least one.</summary>
    public static readonly Kind<ImmutableArray<Prefix>> PrefixesCsv = new CsvKind<Prefix>(AnyPrefix, MaximumElements, mayBeEmpty: false);

    public static readonly Kind<ImmutableArray<Prefix>> PrefixCsv = new CsvKind<Prefix>(AnyPrefix, MaximumElements);

    public static readonly Kind<Prefix> ZoneIPv4 = new ScalarKind<Prefix>(new PrefixText(Family.IPv4, barely: false), Sent.AsString);

    public static readonly Kind<Prefix> ZoneIPv6 = new ScalarKind<Prefix>(new PrefixText(Family.IPv6, barely: false), Sent.AsString);

    public static readonly Kind<ImmutableArray<string>> TargetCsv = new CsvKind<string>(new TargetText(), MaximumElements, mayBeEmpty: false);

    public static readonly Kind<ImmutableArray<PortRange>> RangeCsv = new CsvKind<PortRange>(new PortRangeText(), MaximumElements);

    /// <summary>Empty = "0" = all.</summary>
    public static readonly Kind<ImmutableArray<PortRange>> ProtectedPorts = new CsvKind<PortRange>(new PortRangeText(), MaximumElements, anything: "0");

    public static readonly Kind<ImmutableArray<byte>> ProtocolCsv = new CsvKind<byte>(new ProtocolText(named: false), MaximumElements);

    /// <summary>Empty = "all".</summary>
    public static readonly Kind<ImmutableArray<byte>> ProtectedProtocols = new CsvKind<byte>(new ProtocolText(named: true), MaximumElements, anything: "all");

    public static readonly Kind<ImmutableArray<byte>> OctetCsv = new CsvKind<byte>(Octets(255), MaximumElements);

    public static readonly Kind<ImmutableArray<byte>> DscpCsv = new CsvKind<byte>(Octets(63), MaximumElements);

    public static readonly Kind<byte> Dscp = new ScalarKind<byte>(Octets(63), Sent.AsNumber);

    /// <summary>The three flag bits of an IPv4 header.</summary>
    public static readonly Kind<byte> IpFlagBits = new ScalarKind<byte>(Octets(7), Sent.AsNumber);

    /// <summary>The flag bits of a TCP header as a number.</summary>
    public static readonly Kind<TcpFlags> TcpFlagBits = new ScalarKind<TcpFlags>(new IntegerText<TcpFlags>(0, 63, static n => (TcpFlags)n, static flags => (long)flags), Sent.AsNumber);

    public static readonly Kind<ImmutableArray<TcpFlags>> TcpFlagCsv = new CsvKind<TcpFlags>(
        new FlagsText<TcpFlags>("NULL", static n => (TcpFlags)n, static flags => (int)flags, [.. Enum.GetValues<TcpFlags>().Where(flag => flag != TcpFlags.None).Select(flag => ((int)flag, flag.ToString()))]), MaximumElements);

    public static readonly Kind<ImmutableArray<FragmentFlags>> FragmentCsv = new CsvKind<FragmentFlags>(
        new FlagsText<FragmentFlags>("NULL", static n => (FragmentFlags)n, static flags => (int)flags,
            ((int)FragmentFlags.DontFragment, "DF"), ((int)FragmentFlags.IsFragment, "IsF"), ((int)FragmentFlags.First, "FF"), ((int)FragmentFlags.Last, "LF")), MaximumElements);

    /// <summary>An enumeration, or anything else that has a few values.</summary>
    public static Kind<TValue> Words<TValue>(Sent sent, params (TValue Value, string[] Texts)[] choices) => new ScalarKind<TValue>(new WordText<TValue>(choices), sent);

    /// <summary>Flags as a CSV of words.</summary>
    public static Kind<TValue> FlagCsv<TValue>(Func<TValue, TValue, TValue> join, Func<TValue, ImmutableArray<TValue>> split, params (TValue Value, string[] Texts)[] choices)
        where TValue : struct =>
        new MappedKind<ImmutableArray<TValue>, TValue>(new CsvKind<TValue>(new WordText<TValue>(choices), choices.Length, mayBeEmpty: false), values => Join(values, join), split);

    /// <summary>Flags as an array of words.</summary>
    public static Kind<TValue> FlagArray<TValue>(Func<TValue, TValue, TValue> join, Func<TValue, ImmutableArray<TValue>> split, params (TValue Value, string[] Texts)[] choices)
        where TValue : struct =>
        new MappedKind<ImmutableArray<TValue>, TValue>(new ArrayKind<TValue>(new WordText<TValue>(choices), Sent.AsString, choices.Length), values => Join(values, join), split);

    public static Kind<T> Object<T>(Table<T> table) => new ObjectKind<T>(table);

    public static Kind<ImmutableArray<T>> Objects<T>(Table<T> table, int minimum = 0) => new ObjectsKind<T>(table, MaximumElements, minimum);

    private static Kind<long> Integer(long minimum, long maximum) => new ScalarKind<long>(new IntegerText<long>(minimum, maximum, static n => n, static n => n), Sent.AsNumber);

    private static Kind<int> Integer32(int minimum, int maximum) => new ScalarKind<int>(new IntegerText<int>(minimum, maximum, static n => (int)n, static n => n), Sent.AsNumber);

    private static IntegerText<byte> Octets(byte maximum) => new(0, maximum, static n => (byte)n, static n => n);

    private static TValue Join<TValue>(ImmutableArray<TValue> values, Func<TValue, TValue, TValue> join)
        where TValue : struct =>
        values.IsEmpty ? default : values.Aggregate(join);
}
