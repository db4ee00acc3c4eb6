using System.Net;
using System.Net.Sockets;

namespace Recovery.Tests.Processes;

/// <summary>Ports that stay free while their listener is dead: below those that outgoing connections are given.</summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private static int _next = Random.Shared.Next(First, Last);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _next) % (Last - First));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
