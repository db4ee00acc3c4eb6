using System.IO.Compression;
using System.Text;
using Dots.Addressing;
using Grains.Planning;
using NearSource.Origins;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Planning;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>Planning's files are read again when they change, each beside what is in use, which stays when the new one is bad.</summary>
public sealed class PlanningFilesTests : IAsyncDisposable
{
    private const string Topology = "64501|64502|-1\n64502|64503|-1\n", Origins = "10.1.0.0/16\t65001\n10.2.0.0/16\t65002\n", Vrps = "ASN,IP Prefix,Max Length\nAS64501,192.0.2.0/24,24\n";

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly RecordedLog<PlanningFiles> _log = new();
    private PlanningView _view = null!;
    private PlanningFiles? _files;

    public async ValueTask DisposeAsync()
    {
        if (_files is not null)
            await _files.StopAsync(default);
        _files?.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string> Bad
    {
        get
        {
            var bad = new TheoryData<string, string, string>();
            foreach (var (file, other) in new[] { ("topology", Vrps), ("origins", Topology), ("vrps", Origins) })
                foreach (var (kind, named) in new[] { ("cut.gz", ""), ("cut.bz2", ""), ("garbage", ""), ("empty", "there is no"), ("another", "line 1"), ("missing", "") })
                    bad.Add(file, kind == "another" ? other : kind, named);
            bad.Add("topology", "64501|64502|-1\n64502|64503|-1\n64503|64501|-1\n", "3 ASes in a circle");
            bad.Add("topology", "64501|64502|-1\n64501|64502|-1\n", "stand in line 1 already");
            bad.Add("origins", "10.1.0.0/16\t65001\n10.2.0.0/15\t4294967296\n", "line 2");
            bad.Add("vrps", "{\"roas\":[{\"asn\":64501,\"prefix\":\"192.0.2.0/24\"}", "");
            return bad;
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_file_is_refused_with_a_line_in_the_log_and_the_old_one_stays(string file, string content, string named)
    {
        await Start();
        var before = _view.Current;

        Write(file, content switch
        {
            "cut.gz" => Packed(Sample(file), s => new GZipStream(s, CompressionLevel.Fastest))[..^12],
            "cut.bz2" => Packed(Sample(file), s => new ICSharpCode.SharpZipLib.BZip2.BZip2OutputStream(s))[..^12],
            "garbage" => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919))],
            "empty" => [],
            "missing" => null,
            _ => Encoding.UTF8.GetBytes(content),
        });

        var line = (await Seen(() => Said("Planning.Refused"), told => told.Length == 1)).Single();
        Assert.Contains("Planning:" + char.ToUpperInvariant(file[0]) + file[1..], line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Same(before, _view.Current);

        // The next good one is taken, whatever came before.
        Write(file, Encoding.UTF8.GetBytes(Sample(file)));
        await Seen(() => _view.Current, now => !ReferenceEquals(now, before));
        Assert.Single(Said("Planning.Refused"));
    }

    [Fact]
    public async Task Other_files_after_a_restart_are_as_new_as_the_process()
    {
        // Every mitigation that runs was planned by others: each has a turn of its own from then on, not all at once.
        await Start();

        Assert.Equal(_time.GetUtcNow(), _view.Current.Since);
    }

    [Fact]
    public async Task Each_file_is_followed_and_what_the_others_said_stays()
    {
        await Start();

        Write("topology", Encoding.UTF8.GetBytes("64501|64502|-1\n"));
        var now = await Seen(() => _view.Current, c => c.Routes!.Graph.LinkCount == 1);
        Assert.Equal((2, RpkiStanding.Proven), (now.Origins.Announced.Count(o => o.Asn >= 65001), now.Rpki.Of(Prefix.Parse("192.0.2.1"), [64501])));

        Write("origins", Encoding.UTF8.GetBytes("10.1.0.0/16\t65009\n"));
        now = await Seen(() => _view.Current, c => c.Origins.Find(Prefix.Parse("10.1.0.1")).Asns is [65009]);
        Assert.Equal(1, now.Routes!.Graph.LinkCount);

        // An ASPA overrules the topology: 64502 has another provider, and the one it had is a peer.
        Write("vrps", Encoding.UTF8.GetBytes("""{"roas":[{"asn":64502,"prefix":"192.0.2.0/24"}],"aspas":[{"customer_asid":64502,"providers":[64509]}]}"""));
        now = await Seen(() => _view.Current, c => c.Rpki.Of(Prefix.Parse("192.0.2.1"), [64502]) == RpkiStanding.Proven);
        var graph = now.Routes!.Graph;
        Assert.Equal([graph.IndexOf(64509)], graph.Providers(graph.IndexOf(64502)).ToArray());
        Assert.Equal([graph.IndexOf(64501)], graph.Peers(graph.IndexOf(64502)).ToArray());
        Assert.Equal(RpkiStanding.Foreign, now.Rpki.Of(Prefix.Parse("192.0.2.1"), [64501]));
        Assert.Empty(Said("Planning.Refused"));
    }

    [Theory]
    [InlineData("topology")]
    [InlineData("origins")]
    [InlineData("vrps")]
    public async Task File_that_is_written_in_place_is_not_read_before_it_is_whole(string file)
    {
        await Start();
        var before = _view.Current;

        // Every beginning of it that ends with a line is a good file.
        var lines = Enumerable.Range(1, 50).Select(i => file switch { "topology" => $"{i}|{i + 100}|-1\n", "origins" => $"10.{i}.0.0/16\t{i}\n", _ => $"AS{i},10.{i}.0.0/16,16\n" });
        Write(file, []);
        foreach (var line in lines)
        {
            File.AppendAllText(_folder.File(file), line);
            StampedFile.Stamp(_folder.File(file));
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.Same(before, _view.Current);
        }

        var now = await Seen(() => _view.Current, c => !ReferenceEquals(c, before));
        Assert.Equal(50, file switch { "topology" => now.Routes!.Graph.LinkCount, "origins" => now.Origins.Announced.Count(o => o.Asn <= 50), _ => now.Rpki.Count });
        Assert.Empty(Said("Planning.Refused"));
    }

    [Fact]
    public void Topology_is_as_old_as_it_was_when_its_file_was_written_and_the_time_since()
    {
        Write("topology", Encoding.UTF8.GetBytes(Topology));
        File.SetLastWriteTimeUtc(_folder.File("topology"), _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(10));
        TimeSpan? Age(int? days) => PlanningFiles.Read(new() { Topology = _folder.File("topology"), TopologyDays = days }, _time).View.Current.Routes!.Age;

        Assert.Equal((TimeSpan.FromDays(40), TimeSpan.FromDays(10), null), (Age(30), Age(0), Age(null)));
    }

    private async Task Start()
    {
        foreach (var file in new[] { "topology", "origins", "vrps" })
            Write(file, Encoding.UTF8.GetBytes(Sample(file)));
        var settings = new PlanningSettings { Topology = _folder.File("topology"), Origins = _folder.File("origins"), Vrps = _folder.File("vrps"), Strict = true };
        (_view, var watched) = PlanningFiles.Read(settings, _time);
        _files = new(settings, _view, watched, _time, _log);
        await _files.StartAsync(default);
    }

    private static string Sample(string file) => file switch { "topology" => Topology, "origins" => Origins, _ => Vrps };

    /// <summary>Moves the clock until it is so.</summary>
    private Task<T> Seen<T>(Func<T> look, Func<T, bool> fits) => Eventually.Sees(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return look();
        },
        fits);

    private string[] Said(string name) => [.. _log.Entries.Where(e => e.Id.Name == name).Select(e => e.Text)];

    /// <param name="content">Null: it is taken away.</param>
    private void Write(string file, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(_folder.File(file));
            return;
        }

        StampedFile.Write(_folder.File(file), content);
    }

    private static byte[] Packed(string content, Func<Stream, Stream> by)
    {
        var packed = new MemoryStream();
        using (var into = by(packed))
            into.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }
}
