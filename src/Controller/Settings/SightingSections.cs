using Hosting.Settings;

namespace Controller.Settings;

/// <summary>How this member answers the orchestrator's question whether traffic to an address crosses its network (mechanism, section 7).</summary>
public sealed class SightingsSettings : IChecksItself
{
    public SightingsKind Kind { get; init; }

    /// <summary>With kind command: an executable file (contracts, Controller's mitigator); absent: that of Mitigator.</summary>
    [ExistingFile]
    public string? Command { get; init; }

    /// <summary>With kind file: what the member's own tools keep writing, see deploy/sightings.sample; read again when it changes.</summary>
    [ExistingFile]
    public string? File { get; init; }

    /// <summary>With kind file or nfdump: figures that are older, in seconds, are not told.</summary>
    [Between(1, 86_400)]
    public int MaxAgeSeconds { get; init; } = 600;

    public NfdumpSettings Nfdump { get; init; } = new();

    public IEnumerable<SettingsProblem> Check()
    {
        if (Kind == SightingsKind.File && File is null)
            yield return new("File", "missing; Kind is file, so expected the path of a file");
        if (Kind != SightingsKind.Nfdump)
            yield break;
        if (Nfdump.Path is null)
            yield return new("Nfdump:Path", "missing; Kind is nfdump, so expected the path of that program");
        if (Nfdump.Folder is not { } folder)
            yield return new("Nfdump:Folder", "missing; Kind is nfdump, so expected the folder into which nfcapd writes");
        else if (!Directory.Exists(folder))
            yield return new("Nfdump:Folder", $"expected the path of a folder; there is none at {Path.GetFullPath(folder)}");
        else if (Path.GetFullPath(folder).Contains(':'))
            yield return new("Nfdump:Folder", $"expected a folder without ':' in its path, which nfdump takes for a range of files; found {Path.GetFullPath(folder)}");
    }
}

/// <summary>What tells of traffic.</summary>
public enum SightingsKind
{
    /// <summary>Nothing; the question is refused.</summary>
    None,

    /// <summary>The member's own command.</summary>
    Command,

    /// <summary>A text file.</summary>
    File,

    /// <summary>Flow records, by way of nfdump.</summary>
    Nfdump,
}

/// <summary>Flow records as nfcapd keeps them.</summary>
public sealed class NfdumpSettings
{
    /// <summary>The program nfdump, 1.7 or newer.</summary>
    [ExistingFile]
    public string? Path { get; init; }

    /// <summary>Folder into which nfcapd writes, without sub-folders.</summary>
    public string? Folder { get; init; }

    /// <summary>Seconds that one file covers: nfcapd's -t.</summary>
    [Between(1, 3600)]
    public int FileSeconds { get; init; } = 300;

    /// <summary>Seconds that are looked at, from the end of the newest finished file back; rounded up to whole files.</summary>
    [Between(1, 3600)]
    public int Seconds { get; init; } = 300;

    /// <summary>Which field names the neighbour that traffic came in from.</summary>
    public NeighbourField Neighbour { get; init; }

    /// <summary>Routers look at one packet in so many.</summary>
    [Between(1, 1_000_000)]
    public int Sampling { get; init; } = 1;

    /// <summary>The files' figures are of all traffic already: routers told their sampling, and nfcapd multiplied.</summary>
    public bool Scaled { get; init; }
}

public enum NeighbourField
{
    /// <summary>The source AS: right where routers are configured to export peer ASes.</summary>
    SourceAs,

    /// <summary>The previous (adjacent) AS of NetFlow 9 and IPFIX.</summary>
    PreviousAs,
}
