using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Gateway;

/// <summary>Ports that nobody listens on now, for the endpoints that an embedded silo wants and nobody connects to.</summary>
internal static class FreePorts
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
