namespace Controller.Sightings;

/// <summary>The finished files of nfcapd(1) in one folder: nfcapd.YYYYMMddhhmm, their order in time being that of their names.</summary>
internal static class CaptureFiles
{
    private const string Pattern = "nfcapd.*";

    // Being written: what it holds is not all of its time.
    private const string Unfinished = "nfcapd.current";

    /// <param name="most">How many of them at most.</param>
    /// <returns>The newest, oldest first; and when the last was finished.</returns>
    /// <exception cref="SightingException">There is none, or the folder cannot be read.</exception>
    public static (string[] Names, DateTimeOffset At) Newest(string folder, int most)
    {
        try
        {
            var names = Directory.EnumerateFiles(folder, Pattern)
                .Select(f => Path.GetFileName(f)!)
                .Where(n => !n.StartsWith(Unfinished, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .TakeLast(most)
                .ToArray();
            return names is []
                ? throw new SightingException($"there is no finished file of nfcapd in {folder}")
                : (names, new(File.GetLastWriteTimeUtc(Path.Combine(folder, names[^1])), TimeSpan.Zero));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SightingException(e.Message, e);
        }
    }
}
