namespace CrashHook;

/// <summary>A line for each point, in the operating system's hands before the process goes on.</summary>
internal sealed class PointLog(string path)
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Write(string point)
    {
        lock (_lock)
            _file.Write(System.Text.Encoding.UTF8.GetBytes(point + "\n"));
    }
}
