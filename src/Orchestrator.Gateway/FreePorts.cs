using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Gateway;

/// <summary>Ports that nobody listens on now, for the endpoints that an embedded silo wants and nobody connects to.</summary>
internal static class FreePorts
{
    // Below those that systems take for connections they begin: one of these may have a port that was free a moment ago.
    private const int First = 20_000, End = 32_768;
    private const int Tries = 100;

    public static int Next()
    {
        for (var tried = 1; ; tried++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, End));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException taken) when (tried < Tries && taken.SocketErrorCode is (SocketError.AddressAlreadyInUse or SocketError.AccessDenied))
            {
                // The next one.
            }
        }
    }
}
