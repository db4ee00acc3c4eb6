using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Conformance.Tests.Mutations;

/// <summary>One TLS connection that sends bytes as they are and reads HTTP/1.1 answers one after the other. Whatever is not answered within <see cref="Bound"/> is a failure.</summary>
internal sealed class PeerConnection : IAsyncDisposable
{
    /// <summary>Longer than the server waits for a body (15 s), which is the longest it may take.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    private readonly SslStream _stream;
    private readonly CancellationTokenSource _late = new(Bound);
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private PeerConnection(SslStream stream) => _stream = stream;

    /// <param name="from">Loopback address to come from; null: whichever.</param>
    public static async Task<PeerConnection> Open(Uri url, X509Certificate2? own, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, url.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var connection = new PeerConnection(stream);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            },
            connection._late.Token);
        return connection;
    }

    /// <summary>One request and its answer; null when the server closed without one.</summary>
    /// <exception cref="TimeoutException">Neither within the bound.</exception>
    public async Task<PeerAnswer?> Exchange(byte[] request, bool head)
    {
        Begin();
        try
        {
            await Write(request);
            return await Read(head);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"neither answered nor closed within {Bound.TotalSeconds:0} s");
        }
        finally
        {
            // It may be long until the next one.
            _late.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Sends, closes its own side, and reads every answer until the server closes.</summary>
    /// <exception cref="TimeoutException">It did not within the bound.</exception>
    public async Task<List<PeerAnswer>> Last(byte[] request, bool head)
    {
        Begin();
        try
        {
            await Write(request);
            try
            {
                await _stream.ShutdownAsync().WaitAsync(_late.Token);
            }
            catch (IOException)
            {
                // The server was faster.
            }

            var answers = new List<PeerAnswer>();
            while (await Read(head) is { } answer)
                answers.Add(answer);
            return answers;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"not closed within {Bound.TotalSeconds:0} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _late.Dispose();
    }

    private void Begin() => _late.CancelAfter(Bound);

    private async Task Write(byte[] request)
    {
        try
        {
            await _stream.WriteAsync(request, _late.Token);
            await _stream.FlushAsync(_late.Token);
        }
        catch (IOException)
        {
            // The server has enough; its answer may still be there to be read.
        }
    }

    private async Task<PeerAnswer?> Read(bool head)
    {
        while (true)
        {
            var headers = 0;
            while ((headers = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
                if (!await More())
                    return _end == _start ? null : throw new InvalidDataException($"half an answer: {Encoding.Latin1.GetString(_buffer, _start, Math.Min(500, _end - _start))}");
            var text = Encoding.Latin1.GetString(_buffer, _start, headers);
            _start += headers + 4;
            var lines = text.Split("\r\n");
            if (!lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || !int.TryParse(lines[0].AsSpan(9, 3), out var status))
                throw new InvalidDataException($"no answer: {lines[0]}");
            if (status < 200)
                continue;
            var length = Header(lines, "Content-Length") is { } said ? int.Parse(said, CultureInfo.InvariantCulture) : 0;
            if (head)
                length = 0;
            while (_end - _start < length)
                if (!await More())
                    throw new InvalidDataException($"half a body: {_end - _start} of {length} bytes");
            var body = _buffer.AsSpan(_start, length).ToArray();
            _start += length;
            return new PeerAnswer(status, lines, body);
        }
    }

    private async Task<bool> More()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length)
        {
            var larger = _start > _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
            Array.Copy(_buffer, _start, larger, 0, _end - _start);
            (_buffer, _start, _end) = (larger, 0, _end - _start);
        }

        try
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), _late.Token);
            _end += read;
            return read > 0;
        }
        catch (IOException)
        {
            // Reset instead of closed: the same to who reads.
            return false;
        }
    }

    private static string? Header(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 1)..].Trim() : null;

    internal sealed record PeerAnswer(int Status, string[] Head, byte[] Body)
    {
        public bool Closes => string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);

        public bool IsJson => Header("Content-Type") == "application/json";

        public string? Header(string name) => PeerConnection.Header(Head, name);

        /// <summary>Bounded.</summary>
        public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 2000))}{(Body.Length > 2000 ? $" ... {Encoding.UTF8.GetString(Body, Body.Length - 600, 600)}" : "")}";
    }
}
