namespace Hosting.Files;

/// <summary>By what a file is told from what it was before.</summary>
/// <param name="Written">Last time its content was written.</param>
/// <param name="Length">In bytes; -1 when there is no such file.</param>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    public static FileStamp Of(string path)
    {
        try
        {
            // A link's own times say nothing of the file: Kubernetes replaces what is mounted by turning a link.
            var file = new FileInfo(path);
            file = file.LinkTarget is null ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return file.Exists ? new(file.LastWriteTimeUtc, file.Length) : new(default, -1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was there a moment ago, or is out of reach: whoever reads it will say so.
            return new(default, -1);
        }
    }
}
