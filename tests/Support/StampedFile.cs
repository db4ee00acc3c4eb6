namespace Support;

/// <summary>Writes files each of which is later than the one before, however coarse the file system's clock is and however fast a test.</summary>
public static class StampedFile
{
    private static int _second;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(path, content);
        Stamp(path);
    }

    /// <summary>Makes what was written there in another way later than everything before.</summary>
    public static void Stamp(string path) => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddYears(50).AddSeconds(Interlocked.Increment(ref _second)));

    /// <summary>Beside it, then in its place.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        Write(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
