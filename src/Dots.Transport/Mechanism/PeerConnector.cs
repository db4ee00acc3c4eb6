using System.Net;
using System.Net.Sockets;

namespace Dots.Transport.Mechanism;

/// <summary>Makes the TCP connection to a peer, to addresses that <see cref="AddressRules"/> allows and to no others, checked after the name was resolved.</summary>
internal sealed class PeerConnector(bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    // Long enough for a lost SYN to be repeated once, short enough that a dead IPv6 path leaves time for IPv4 within a call's deadline.
    private static readonly TimeSpan PerAddress = TimeSpan.FromMilliseconds(1500);
    private const int AddressesTried = 4;

    internal async ValueTask<Stream> Connect(DnsEndPoint target, CancellationToken cancellation)
    {
        var addresses = await Resolve(target.Host, cancellation);
        var allowed = addresses.Where(a => AddressRules.Refuses(a, allowPrivate) is null).Take(AddressesTried).ToArray();
        if (allowed.Length == 0)
            throw new PeerUnreachableException(UnreachableKind.ForbiddenAddress, $"{target.Host} is {addresses[0]}, {AddressRules.Refuses(addresses[0], allowPrivate)}; peers are called at public addresses only");

        for (var i = 0; ; i++)
        {
            try
            {
                return await Connect(new IPEndPoint(allowed[i], target.Port), cancellation);
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                if (i == allowed.Length - 1)
                    throw new PeerUnreachableException(UnreachableKind.Connect, $"{new IPEndPoint(allowed[i], target.Port)}: {e.Message}", e);
            }
        }
    }

    private async Task<IPAddress[]> Resolve(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var found = await resolve(host, cancellation);
            return found.Length > 0 ? found : throw new PeerUnreachableException(UnreachableKind.Name, $"the name {host} has no address");
        }
        catch (SocketException e)
        {
            throw new PeerUnreachableException(UnreachableKind.Name, $"the name {host} cannot be resolved: {e.Message}", e);
        }
    }

    private static async Task<Stream> Connect(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // For peers that speak HTTP/1.1 only, which has no pings of its own: notices a dead path before the next message has to.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PerAddress);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"no connection within {PerAddress.TotalSeconds:0.0} s", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
