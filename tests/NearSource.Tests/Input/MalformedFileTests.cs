using System.Text;

namespace NearSource.Tests.Input;

/// <summary>Whatever a file holds, reading it ends in entries or in errors that say what is wrong, never in an exception.</summary>
public sealed class MalformedFileTests
{
    /// <summary>What stands in the place of numbers, fields and lines.</summary>
    private static readonly string[] Odd =
    [
        "", "0", "-1", "-0", "+1", "4294967295", "4294967296", "99999999999999999999", "1e3", "1.0", "0x10", " 1", "1 ", "١", "\0", "\uFEFF", "\u0085", "\u2028", "\r", "\r\n", "\n\n", "#", "# comment", "|", "||||", ",", "\t", "\t\t",
        "AS", "AS-1", "as1", "null", "true", "{}", "[]", "\"", "\\", "\\ud800", "\\u0000", "\"\\ud800\"", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "::ffff:10.0.0.0/104", "999.0.0.0/8", "0.0.0.0/0", new string('9', 300), new string('x', 5000), new string('[', 40), "\ud83d\ude00",
    ];

    public static TheoryData<PlanningFile> Files => [.. Enum.GetValues<PlanningFile>()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Any_change_to_a_good_file_is_read_or_told_in_words_that_any_log_can_hold(PlanningFile file)
    {
        var random = new Random(4 + (int)file);
        var (sample, refused, read) = (PlanningReading.Sample(file), 0, 0);
        for (var run = 0; run < 1500; run++)
        {
            var content = Damaged(sample, random);
            var strict = PlanningReading.Of(file, new MemoryStream(content));
            var tolerant = PlanningReading.Of(file, new MemoryStream(content), tolerant: true);
            foreach (var reading in new[] { strict, tolerant })
            {
                Assert.True(reading.Entries is { IsEmpty: false } || reading.Errors.Length > 0, $"run {run}: neither entries nor errors");
                Assert.InRange(reading.Errors.Length, 0, 101);
                Assert.All(reading.Errors, e => Assert.True(e.Problem.Length is > 0 and <= 300 && !e.Problem.Any(char.IsControl), $"run {run}: {e}"));
            }

            Assert.True(strict.Entries is null == strict.Errors.Length > 0, $"run {run}: a file is refused when something in it is wrong, and then only");
            Assert.True(strict.Entries is null || strict.Entries.Value.SequenceEqual(tolerant.Entries!.Value), $"run {run}: where nothing is wrong there is nothing to tolerate");
            (refused, read) = (refused + (strict.Entries is null ? 1 : 0), read + (strict.Entries is null ? 0 : 1));
        }

        // Else nothing would have been tried.
        Assert.True(refused > 200 && read > 20, $"{refused} refused, {read} read");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Line_ends_of_Windows_byte_order_marks_comments_and_empty_lines_change_nothing(PlanningFile file)
    {
        var sample = PlanningReading.Sample(file);
        var expected = Entries(sample);

        Assert.Equal(40, expected.Length);
        Assert.Equal(expected, Entries("\uFEFF" + sample));
        Assert.Equal(expected, Entries(sample.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(expected, Entries(sample.TrimEnd('\n')));
        if (file != PlanningFile.RpkiJson)
            Assert.Equal(expected, Entries(sample.Replace("\n", "\n# a comment, 1|2|3\n\n \t\n", StringComparison.Ordinal)));

        string[] Entries(string text) => [.. PlanningReading.Of(file, Packed.Plain(text)).Entries!.Value];
    }

    [Theory]
    [InlineData(PlanningFile.Topology, "N|7|0\n", 1u)]
    [InlineData(PlanningFile.Topology, "7|N|-1\n", 1u)]
    [InlineData(PlanningFile.Origins, "10.0.0.0/8\tN\n", 1u)]
    [InlineData(PlanningFile.RpkiCsv, "N,10.0.0.0/8,8\n", 0u)]
    [InlineData(PlanningFile.RpkiJson, "{\"roas\":[{\"asn\":N,\"prefix\":\"10.0.0.0/8\"}]}", 0u)]
    [InlineData(PlanningFile.RpkiJson, "{\"aspas\":[{\"customer_asid\":N,\"providers\":[7]}]}", 1u)]
    [InlineData(PlanningFile.RpkiJson, "{\"aspas\":[{\"customer_asid\":7,\"providers\":[N]}]}", 0u)]
    public void AS_numbers_are_those_of_32_bits(PlanningFile file, string line, uint lowest)
    {
        foreach (var good in new[] { $"{lowest}", "4294967295" })
            Assert.NotNull(Read(good));
        foreach (var bad in new[] { "-1", "4294967296", "18446744073709551617", "-4294967295", "1.5", "", lowest == 0 ? "x" : "0" })
            Assert.Null(Read(bad));

        string[]? Read(string number) => PlanningReading.Of(file, Packed.Plain(line.Replace("N", number, StringComparison.Ordinal))).Entries is { } entries ? [.. entries] : null;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_with_more_wrong_than_right_is_another_file_and_refused_in_both_modes(PlanningFile file)
    {
        var (sample, bad) = (PlanningReading.Sample(file), file == PlanningFile.RpkiJson ? "{\"asn\":-1}," : "an,error,page|of\ta proxy\n");
        string With(int count) => file == PlanningFile.RpkiJson
            ? sample.Replace("\"roas\":[", "\"roas\":[" + string.Concat(Enumerable.Repeat(bad, count)), StringComparison.Ordinal)
            : sample + string.Concat(Enumerable.Repeat(bad, count));

        Assert.Equal(40, PlanningReading.Of(file, Packed.Plain(With(40)), tolerant: true).Entries!.Value.Length);
        var refused = PlanningReading.Of(file, Packed.Plain(With(41)), tolerant: true);
        Assert.Null(refused.Entries);
        Assert.Equal("41 entries are wrong and 40 right", refused.Errors[0].Problem);
    }

    /// <summary>One to three changes, of the text and of its bytes, packed or not, before or after.</summary>
    private static byte[] Damaged(string sample, Random random)
    {
        var text = sample;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var (at, odd) = (random.Next(text.Length), Odd[random.Next(Odd.Length)]);
            text = random.Next(7) switch
            {
                0 => text.Insert(at, odd),
                1 => text[..at] + odd + text[Math.Min(text.Length, at + random.Next(1, 12))..],
                2 => text[..Math.Max(1, at)],
                3 => text.Insert(at, text[random.Next(at + 1)..at]),
                4 => OneField(text, at, odd),
                5 => text.Insert(at, odd + "\n" + odd),
                _ => text.Insert(at, "\n"),
            };
        }

        var bytes = random.Next(4) switch { 0 => Packed.Gzip(text), 1 => Packed.Bzip2(text), _ => Encoding.UTF8.GetBytes(text) };
        if (random.Next(3) == 0)
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>The field around a place replaced.</summary>
    private static string OneField(string text, int at, string by)
    {
        const string ends = "|\n,\t:\"{}[]";
        var (from, to) = (at, at);
        while (from > 0 && !ends.Contains(text[from - 1], StringComparison.Ordinal))
            from--;
        while (to < text.Length && !ends.Contains(text[to], StringComparison.Ordinal))
            to++;
        return text[..from] + by + text[to..];
    }
}
