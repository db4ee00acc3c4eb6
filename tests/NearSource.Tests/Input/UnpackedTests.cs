using NearSource.Input;

namespace NearSource.Tests.Input;

public sealed class UnpackedTests
{
    [Fact]
    public void Packing_is_told_by_the_first_bytes()
    {
        const string text = "1|2|-1\n3|4|0\n";

        Assert.Equal(text, Read(new MemoryStream(Packed.Gzip(text))));
        Assert.Equal(text, Read(new MemoryStream(Packed.Bzip2(text))));
        Assert.Equal(text, Read(Packed.Plain(text)));
        Assert.Equal("1", Read(Packed.Plain("1")));
        Assert.Equal("", Read(Packed.Plain("")));
    }

    [Fact]
    public void More_than_the_limit_ends_in_an_error_however_small_the_file()
    {
        var packed = Packed.Gzip(new string('x', 1_000_000));

        var error = Assert.Throws<InvalidDataException>(() => Read(new MemoryStream(packed), 999_999));

        Assert.Contains("999999", error.Message);
    }

    [Fact]
    public void File_that_was_cut_off_is_damaged_wherever_that_was()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}|{i + 1}|0\n"));

        foreach (var packed in (byte[][])[Packed.Gzip(text), Packed.Bzip2(text)])
            for (var at = 3; at < packed.Length; at++)
                Assert.Throws<InvalidDataException>(() => Read(new MemoryStream(packed[..at])));
    }

    [Fact]
    public void Parts_that_were_packed_one_by_one_are_one_file() =>
        Assert.Equal("1|2|0\n3|4|0\n", Read(new MemoryStream([.. Packed.Gzip("1|2|0\n"), .. Packed.Gzip("3|4|0\n")])));

    [Fact]
    public void Damage_anywhere_is_one_kind_of_error_or_other_text_never_a_crash()
    {
        foreach (var packed in (byte[][])[Packed.Gzip(string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}|{i + 1}|0\n"))), Packed.Bzip2(string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}|{i + 1}|0\n")))])
            for (var at = 3; at < packed.Length; at++)
            {
                var damaged = packed.ToArray();
                damaged[at] ^= 0x55;
                Quiet(damaged);
                Quiet(packed[..at]);
            }

        static void Quiet(byte[] packed)
        {
            try
            {
                Read(new MemoryStream(packed), 1 << 20);
            }
            catch (InvalidDataException)
            {
                // What is asked for.
            }
        }
    }

    private static string Read(Stream stream, long limit = 1 << 20)
    {
        using var reader = new StreamReader(Unpacked.Open(stream, limit));
        return reader.ReadToEnd();
    }
}
