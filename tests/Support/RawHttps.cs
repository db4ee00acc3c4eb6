using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Support;

/// <summary>A TLS connection that sends exactly the bytes a test wants, as slowly as it wants: what no HTTP client would do.</summary>
public sealed class RawHttps : IAsyncDisposable
{
    private readonly SslStream _stream;

    private RawHttps(SslStream stream) => _stream = stream;

    public static async Task<RawHttps> Connect(int port, X509Certificate2? certificate)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        });
        return new RawHttps(stream);
    }

    public async Task Send(string bytes)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        await _stream.FlushAsync();
    }

    /// <summary>Everything until the server closes; empty when it closed, or reset the connection, without a word.</summary>
    public async Task<string> ReadToEnd()
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer) is var read and > 0)
                all.Write(buffer, 0, read);
        }
        catch (IOException)
        {
            // Reset instead of closed: the same to who reads.
        }
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>One part of what the server sends.</summary>
    public async Task<string> Read()
    {
        var buffer = new byte[16384];
        return Encoding.UTF8.GetString(buffer, 0, await _stream.ReadAsync(buffer));
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
