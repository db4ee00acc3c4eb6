namespace Controller.Tests.Sightings;

/// <summary>A fact that needs Debian's nfdump and nfcapd, which ./test installs where it may; skipped elsewhere, saying how to get them.</summary>
public sealed class NfdumpFactAttribute : FactAttribute
{
    public NfdumpFactAttribute()
    {
        if (Find("nfdump") is null || Find("nfcapd") is null)
            Skip = "needs nfdump and nfcapd (apt-get install nfdump)";
    }

    /// <summary>Full path of a program, or null when there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(f => f.Length > 0).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
}
