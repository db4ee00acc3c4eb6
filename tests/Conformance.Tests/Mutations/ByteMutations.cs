using System.Text;

namespace Conformance.Tests.Mutations;

/// <summary>Damage that knows nothing of JSON: what noise, a careless peer or a fuzzer does to bytes.</summary>
internal static class ByteMutations
{
    private static readonly byte[] Interesting = [0, 9, 10, 13, 32, 34, 39, 44, 47, 48, 57, 58, 91, 92, 93, 101, 123, 125, 127, 128, 0xBF, 0xC0, 0xED, 0xF4, 0xFF];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551616", "1e3", "1e18", "1e19", "1e308", "1e999", "-1e999", "1e-9", "0.5", "1.0", "00", "01", "0x10", ".5", "5.", "1e", "+1", "NaN", "Infinity", new('9', 65), new('9', 400),
    ];

    // Overlong, a lone continuation, a surrogate, beyond Unicode, a byte order mark, cut short, a separator of lines.
    private static readonly byte[][] NotQuiteUtf8 = [[0xC0, 0x80], [0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xE2, 0x82], [0xE2, 0x80, 0xA8]];

    private static readonly string[] Escapes = [@"\u0000", @"\ud800", @"\udc00", @"\ud83d\ude00", @"\u", @"\x41", @"\", "\\\"", @"\u001b[2J", @"\n", @"\u0041"];

    public static readonly (string Name, Func<byte[], Random, byte[]> Apply)[] All =
    [
        ("flip", Flip), ("flip", Flip), ("overwrite", Overwrite), ("insert", Insert), ("insert", Insert), ("delete", Delete), ("delete", Delete), ("repeat", Repeat), ("move", Move),
        ("truncate", Truncate), ("number", Number), ("number", Number), ("utf8", Utf8), ("escape", Escape), ("nest", Nest), ("lengthen", Lengthen),
    ];

    /// <summary>The beginning of one body and the end of another.</summary>
    public static byte[] Splice(byte[] body, byte[] other, Random random) => [.. body.AsSpan(0, random.Next(body.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];

    private static byte[] Flip(byte[] body, Random random)
    {
        if (body.Length > 0)
            body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        return body;
    }

    private static byte[] Overwrite(byte[] body, Random random)
    {
        if (body.Length > 0)
            body[random.Next(body.Length)] = Interesting[random.Next(Interesting.Length)];
        return body;
    }

    private static byte[] Insert(byte[] body, Random random)
    {
        var bytes = new byte[random.Next(1, 5)];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : Interesting[random.Next(Interesting.Length)];
        return Put(body, random.Next(body.Length + 1), 0, bytes);
    }

    private static byte[] Delete(byte[] body, Random random) => Put(body, Range(body, random, out var length), length, []);

    private static byte[] Repeat(byte[] body, Random random)
    {
        var at = Range(body, random, out var length);
        var piece = body.AsSpan(at, length).ToArray();
        return Put(body, at, 0, [.. Enumerable.Repeat(piece, random.Next(1, 5)).SelectMany(p => p)]);
    }

    private static byte[] Move(byte[] body, Random random)
    {
        var at = Range(body, random, out var length);
        var piece = body.AsSpan(at, length).ToArray();
        var rest = Put(body, at, length, []);
        return Put(rest, random.Next(rest.Length + 1), 0, piece);
    }

    private static byte[] Truncate(byte[] body, Random random) => body[..random.Next(body.Length + 1)];

    private static byte[] Number(byte[] body, Random random)
    {
        var starts = Enumerable.Range(0, body.Length).Where(at => char.IsAsciiDigit((char)body[at]) && (at == 0 || !char.IsAsciiDigit((char)body[at - 1]))).ToArray();
        if (starts.Length == 0)
            return body;
        var start = starts[random.Next(starts.Length)];
        var end = start;
        while (end < body.Length && char.IsAsciiDigit((char)body[end]))
            end++;
        return Put(body, start, end - start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }

    private static byte[] Utf8(byte[] body, Random random) => Put(body, random.Next(body.Length + 1), 0, NotQuiteUtf8[random.Next(NotQuiteUtf8.Length)]);

    private static byte[] Escape(byte[] body, Random random) => Put(body, AfterOneOf(body, (byte)'"', random), 0, Encoding.ASCII.GetBytes(Escapes[random.Next(Escapes.Length)]));

    private static byte[] Nest(byte[] body, Random random)
    {
        var depth = random.Next(20) == 0 ? 20_000 : random.Next(1, 40);
        var (open, shut) = random.Next(2) == 0 ? ("[", "]") : ("{\"x\":", "}");
        var deep = string.Concat(Enumerable.Repeat(open, depth)) + "1" + (random.Next(4) == 0 ? "" : string.Concat(Enumerable.Repeat(shut, depth)));
        return Put(body, AfterOneOf(body, (byte)':', random), random.Next(2), Encoding.ASCII.GetBytes(deep));
    }

    private static byte[] Lengthen(byte[] body, Random random)
    {
        var length = random.Next(40) switch { 0 => 70_000, 1 or 2 => 5000, _ => random.Next(20, 1100) };
        var filler = random.Next(3) switch { 0 => "x", 1 => "é", _ => " " };
        return Put(body, AfterOneOf(body, (byte)'"', random), 0, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(filler, length))));
    }

    private static int Range(byte[] body, Random random, out int length)
    {
        var at = random.Next(body.Length + 1);
        length = Math.Min(body.Length - at, random.Next(1, random.Next(4) == 0 ? 64 : 6));
        return at;
    }

    private static int AfterOneOf(byte[] body, byte mark, Random random)
    {
        var from = random.Next(body.Length + 1);
        var found = body.AsSpan(from).IndexOf(mark);
        return found < 0 ? body.Length : from + found + 1;
    }

    private static byte[] Put(byte[] body, int at, int instead, byte[] piece) => [.. body.AsSpan(0, at), .. piece, .. body.AsSpan(Math.Min(body.Length, at + instead))];
}
