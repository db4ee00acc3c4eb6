using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;

namespace NearSource.Tests.Input;

/// <summary>Files without an end, or with one far away: reading stops at the limit, and holds little on the way there.</summary>
[Collection(nameof(MeasuredCollection))]
public sealed class EndlessFileTests
{
    private const long Most = 12 << 20;

    // Buffers, and what lies around in a process that tests.
    private const long Memory = 16L << 20;

    public static TheoryData<PlanningFile, string, string> Endless
    {
        get
        {
            var data = new TheoryData<PlanningFile, string, string>();
            foreach (var file in Enum.GetValues<PlanningFile>())
                foreach (var (begin, again) in file != PlanningFile.RpkiJson
                    ? new[] { ("", "\0"), ("", "\n"), ("", "#"), ("", "# \n"), ("", "1|"), ("", "x\n"), ("", "9,9,9,9,9\n"), ("", "10.0.0.0/8\t") }
                    : [("{", " "), ("{\"", "x"), ("{\"roas\":[", "{},"), ("{\"roas\":[", "["), ("{\"x\":[", "1,"), ("{\"x\":[", "\"y\","), ("{\"roas\":[{\"asn\":", "1"), ("{\"aspas\":[{\"providers\":[", "1,"), ("{", "\"roas\":[],")])
                    data.Add(file, begin, again);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void File_without_an_end_is_refused_at_the_limit_and_does_not_fill_the_memory(PlanningFile file, string begin, string again)
    {
        foreach (var tolerant in new[] { false, true })
        {
            var input = new Repeated(begin, again);

            var reading = PlanningReading.Of(file, input, tolerant, Most);

            Assert.Null(reading.Entries);
            Assert.InRange(input.Given, 1, Most + (1 << 20));
            Assert.InRange(input.Peak, 0, Memory);
        }
    }

    [Theory]
    [InlineData(PlanningFile.Topology, true)]
    [InlineData(PlanningFile.Topology, false)]
    [InlineData(PlanningFile.Origins, true)]
    [InlineData(PlanningFile.Origins, false)]
    [InlineData(PlanningFile.RpkiCsv, true)]
    [InlineData(PlanningFile.RpkiCsv, false)]
    [InlineData(PlanningFile.RpkiJson, true)]
    [InlineData(PlanningFile.RpkiJson, false)]
    public void Small_file_that_unpacks_to_a_large_one_is_refused_at_the_limit(PlanningFile file, bool gzip)
    {
        // What packs text as uniform as this into bzip2 is slow.
        var (most, packed) = (gzip ? Most : 4L << 20, new MemoryStream());
        using (Stream into = gzip ? new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true) : new BZip2OutputStream(packed) { IsStreamOwner = false })
        {
            var block = Encoding.ASCII.GetBytes(file == PlanningFile.RpkiJson ? "{" + new string(' ', (1 << 20) - 1) : new string('\n', 1 << 20));
            for (var i = 0; i < 2 * (most >> 20); i++)
            {
                into.Write(block);
                block[0] = block[^1];
            }
        }

        Assert.InRange(packed.Length, 1, 1 << 20);
        packed.Position = 0;
        var before = GC.GetTotalMemory(true);

        var reading = PlanningReading.Of(file, packed, tolerant: true, most);

        Assert.Null(reading.Entries);
        Assert.StartsWith(file is PlanningFile.Topology or PlanningFile.Origins && gzip ? "more than 5000000 lines" : $"more than {most} bytes", Assert.Single(reading.Errors).Problem);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, Memory);
    }

    /// <summary>A beginning and then the same again and again; looks at the memory now and then.</summary>
    private sealed class Repeated(string begin, string again) : Stream
    {
        private const int Look = 5 << 20;

        private readonly byte[] _begin = Encoding.ASCII.GetBytes(begin), _again = Encoding.ASCII.GetBytes(again);
        private readonly long _before = GC.GetTotalMemory(true);
        private long _look = Look;

        public long Given { get; private set; }

        /// <summary>Most bytes held at any look, beside those held before.</summary>
        public long Peak { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                var at = Given + i;
                buffer[i] = at < _begin.Length ? _begin[at] : _again[(at - _begin.Length) % _again.Length];
            }

            Given += buffer.Length;
            if (Given >= _look)
            {
                _look += Look;
                Peak = Math.Max(Peak, GC.GetTotalMemory(true) - _before);
            }

            return buffer.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
