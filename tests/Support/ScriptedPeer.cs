using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Support;

/// <summary>
/// A fake HTTPS server on a real socket with real TLS (HTTP/1.1 only), for what a real peer cannot be told to do: answer garbage, nothing, half, slowly.
/// Answers each request with the next step of its script; the last step repeats.
/// </summary>
public sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<ScriptedAnswer> _script;
    private readonly SslServerAuthenticationOptions _tls;
    private readonly Task _accepting;
    private int _connections;

    public ScriptedPeer(X509Certificate2 certificate, params ScriptedAnswer[] script)
    {
        _script = new ConcurrentQueue<ScriptedAnswer>(script);
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Head and body of every request, as text.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>From now on answers like this.</summary>
    public void Now(ScriptedAnswer answer)
    {
        _script.Clear();
        _script.Enqueue(answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task Accept()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(Serve(await _listener.AcceptSocketAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task Serve(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(_tls, _end.Token);
            while (await ReadRequest(stream) is { } request)
            {
                _requests.Enqueue(request);
                var answer = _script.Count > 1 && _script.TryDequeue(out var next) ? next : _script.TryPeek(out var last) ? last : ScriptedAnswer.Silence;
                await answer.Write(stream, _end.Token);
                if (answer.Closes)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side left or was refused; what it made of that is the test's subject, not this.
        }
    }

    private async Task<string?> ReadRequest(SslStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var head = text.ToString();
            var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && text.Length >= end + 4 + BodyLength(head[..end]))
                return head;
            var read = await stream.ReadAsync(buffer, _end.Token);
            if (read == 0)
                return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static int BodyLength(string head) =>
        head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line ? int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture) : 0;
}

/// <summary>One step of a <see cref="ScriptedPeer"/>'s script.</summary>
public sealed record ScriptedAnswer(Func<Stream, CancellationToken, Task> Write, bool Closes)
{
    /// <summary>Reads the request and never answers.</summary>
    public static ScriptedAnswer Silence { get; } = new((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation), true);

    /// <summary>Reads the request and closes the connection.</summary>
    public static ScriptedAnswer Hangup { get; } = new((_, _) => Task.CompletedTask, true);

    /// <summary>Exactly these bytes.</summary>
    public static ScriptedAnswer Raw(string bytes, bool closes = true) => new((stream, cancellation) => stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancellation).AsTask(), closes);

    /// <summary>A well-formed HTTP answer.</summary>
    public static ScriptedAnswer Says(int status, string body, string? contentType = "application/json", string headers = "") =>
        Raw($"HTTP/1.1 {status} Scripted\r\n{(contentType is null ? "" : $"Content-Type: {contentType}\r\n")}{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}", closes: false);

    /// <summary>Head and a first part of the body, then nothing more.</summary>
    public static ScriptedAnswer Stalls(string part) => new(async (stream, cancellation) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{part}"), cancellation);
        await Task.Delay(Timeout.Infinite, cancellation);
    }, true);

    /// <summary>A body without an announced length that does not end.</summary>
    public static ScriptedAnswer Endless() => new(async (stream, cancellation) =>
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancellation);
        var chunk = Encoding.Latin1.GetBytes("1000\r\n" + new string(' ', 4096) + "\r\n");
        while (true)
            await stream.WriteAsync(chunk, cancellation);
    }, true);
}
