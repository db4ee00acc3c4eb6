namespace Bench.World;

/// <summary>A folder on the disk that this program stands on (a temporary folder may be memory, whose fsync costs nothing); gone afterwards.</summary>
internal sealed class DiskFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("n")[..8]));

    public string Path => _folder.FullName;

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
