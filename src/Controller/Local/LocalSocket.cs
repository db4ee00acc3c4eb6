using System.Net.Sockets;

namespace Controller.Local;

/// <summary>The Unix domain socket in a controller's data directory, and the one line each side sends over it.</summary>
internal static class LocalSocket
{
    /// <param name="data">Data:Directory.</param>
    /// <param name="name">The member's id.</param>
    public static string PathOf(string data, string name) => Path.Combine(Path.GetFullPath(data), name, "control.sock");

    public static Socket Open() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>The system takes some 100 characters: from the current directory the way may be shorter.</summary>
    /// <exception cref="IOException">It is too long either way.</exception>
    public static UnixDomainSocketEndPoint EndPoint(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        try
        {
            return new(relative.Length < path.Length ? relative : path);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new IOException($"{path} is too long for the name of a socket; choose a shorter Data:Directory, or start from a directory nearer to it");
        }
    }

    /// <summary>Reads up to a line feed.</summary>
    /// <returns>Without it; null when the other side closed before it.</returns>
    /// <exception cref="InvalidDataException">Longer than it may be.</exception>
    public static async Task<byte[]?> ReadLine(Socket socket, int most, CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, cancellation) is var count and > 0)
        {
            var end = buffer.AsSpan(0, count).IndexOf((byte)'\n');
            line.Write(buffer, 0, end < 0 ? count : end);
            if (line.Length > most)
                throw new InvalidDataException($"a line of more than {most} bytes");
            if (end >= 0)
                return line.ToArray();
        }

        return null;
    }

    public static async Task Send(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellation)..];
    }
}
