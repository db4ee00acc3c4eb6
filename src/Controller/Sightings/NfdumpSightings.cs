using System.Globalization;
using Controller.Settings;
using Dots.Mechanism;
using Hosting.Commands;

namespace Controller.Sightings;

/// <summary>
/// Asks nfdump(1) about the newest flow files that nfcapd(1) has finished. What the files of a span tell of flows divided by that span is the rate: routers
/// export long flows in pieces, so records are taken by the file they are in, not by when their flow began.
/// </summary>
internal sealed class NfdumpSightings(NfdumpSettings settings, TimeSpan maxAge, TimeProvider time) : ISightingSource
{
    /// <summary>A line of some 40 characters for each neighbour; there are 80,000 ASes, so more is nonsense.</summary>
    private const int MaxOutput = 4 * 1024 * 1024;

    private const int BitsPerByte = 8;

    private readonly string _folder = Path.GetFullPath(settings.Folder!);

    public async Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation)
    {
        var (files, at) = CaptureFiles.Newest(_folder, (settings.Seconds + settings.FileSeconds - 1) / settings.FileSeconds);
        if (time.GetUtcNow() - at > maxAge)
            throw new SightingException($"the newest flow file in {_folder} was finished at {at:u}, longer than {maxAge.TotalSeconds:0} s ago");
        try
        {
            // A damaged file is only complained of; what was found in the others is then less than there was.
            var output = await BoundedCommand.RunSilent(Path.GetFullPath(settings.Path!), Arguments(files, asked), within, MaxOutput, time, cancellation);
            return Read(output, files.Length * settings.FileSeconds).Report(at, settings.Sampling);
        }
        catch (CommandException e)
        {
            throw new SightingException(e.Message, e);
        }
    }

    private string[] Arguments(string[] files, SightingRequest asked)
    {
        var (element, field) = settings.Neighbour == NeighbourField.SourceAs ? ("srcas", "%sas") : ("prevas", "%pas");
        return
        [
            // Neither a configuration nor a table of countries of the machine's may change what is written.
            "-C", "none", "-G", "none",
            "-R", $"{Path.Combine(_folder, files[0])}:{files[^1]}",
            "-q", "-N", "-n", "0", "-A", element, "-o", $"fmt:{field},%pkt,%byt",
            NfdumpFilter.Of(asked),
        ];
    }

    /// <summary>A line each: neighbour, packets, bytes.</summary>
    private SeenTraffic Read(string output, double seconds)
    {
        var scale = settings.Scaled ? 1.0 : settings.Sampling;
        var seen = new SeenTraffic();
        Span<Range> fields = stackalloc Range[4];
        foreach (var line in output.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (text.IsEmpty || text.SequenceEqual("No matching flows"))
                continue;
            if (text.Split(fields, ',', StringSplitOptions.TrimEntries) != 3
                || !uint.TryParse(text[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var neighbour)
                || !ulong.TryParse(text[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var packets)
                || !ulong.TryParse(text[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                throw new SightingException($"{settings.Path} wrote what is no neighbour, packets, bytes: {text[..Math.Min(text.Length, 200)]}");
            seen.Add(neighbour, bytes * scale * BitsPerByte / seconds, packets * scale / seconds);
        }

        return seen;
    }
}
