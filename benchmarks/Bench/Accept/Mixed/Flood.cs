using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dots.Addressing;

namespace Bench.Accept.Mixed;

/// <summary>
/// One member that sends far more requests than it may, over a few connections, pipelined: as cheap for its sender as can be, since both ends share this
/// machine. It repeats the same few alerts for as long as it lives: what is admitted is the first request or a refresh of one of them.
/// </summary>
internal sealed class Flood(Uri server, Participant flooder, X509Certificate2 certificate)
{
    private const int Connections = 4;
    private const int Alerts = 64;

    /// <summary>Unanswered requests of one connection: beyond, it waits, and the rate that is reported is what there was.</summary>
    private const int Outstanding = 512;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private long _sent;
    private long _answered;
    private long _refused;
    private long _accepted;

    /// <summary>Requests sent; answers; of those, refused with 429; accepted with 200.</summary>
    public (long Sent, long Answered, long Refused, long Accepted) Counts => (Interlocked.Read(ref _sent), Interlocked.Read(ref _answered), Interlocked.Read(ref _refused), Interlocked.Read(ref _accepted));

    /// <summary>Sends so many a second until told to stop, then withdraws what was accepted.</summary>
    /// <param name="sources">Where the attacks come from that it tells of.</param>
    public async Task Run(int perSecond, ImmutableArray<Prefix> sources, CancellationToken until)
    {
        string[] alerts = [.. Enumerable.Range(0, Alerts).Select(_ => flooder.NextAlert())];
        byte[][] messages = [.. alerts.Select(alert => Message(flooder.Request(alert, 0, sources)))];
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => Connection(messages[(c * Alerts / Connections)..((c + 1) * Alerts / Connections)], (double)perSecond / Connections, until)));
        foreach (var alert in alerts)
            try
            {
                await flooder.Withdraw(alert);
            }
            catch (InvalidOperationException)
            {
                // All requests of this alert were refused.
            }
    }

    private byte[] Message(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST /dots/api/mitigation_request HTTP/1.1\r\nDate: {Now()}\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static string Now() => DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture);

    private async Task Connection(byte[][] messages, double perSecond, CancellationToken until)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.Port, until);
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            },
            until);
        var answers = new Answers();
        try
        {
            await Task.WhenAny(Send(stream, messages, perSecond, answers, until), Receive(stream, answers, until)).Unwrap();
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
        }
    }

    private async Task Send(SslStream stream, byte[][] messages, double perSecond, Answers answers, CancellationToken until)
    {
        var dateAt = messages[0].AsSpan().IndexOf("Date: "u8) + "Date: ".Length;
        var (started, sent, batch) = (Stopwatch.GetTimestamp(), 0L, new MemoryStream());
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync(until))
        {
            var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
            var date = Encoding.ASCII.GetBytes(Now());
            batch.SetLength(0);
            for (; sent < due && sent - answers.Count < Outstanding; sent++)
            {
                var message = messages[sent % messages.Length];
                date.CopyTo(message, dateAt);
                batch.Write(message);
                Interlocked.Increment(ref _sent);
            }

            if (batch.Length > 0)
                await stream.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), until);
        }
    }

    private async Task Receive(SslStream stream, Answers answers, CancellationToken until)
    {
        var (buffer, filled) = (new byte[256 * 1024], 0);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), until);
            if (read == 0)
                throw new IOException("the flooder's connection was closed");
            filled += read;
            var used = 0;
            while (Next(buffer.AsSpan(used, filled - used), out var status) is var length and > 0)
            {
                used += length;
                answers.Add();
                Interlocked.Increment(ref _answered);
                if (status == 429)
                    Interlocked.Increment(ref _refused);
                else if (status == 200)
                    Interlocked.Increment(ref _accepted);
            }

            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }
    }

    /// <summary>Length of the first answer; 0 while it is not complete.</summary>
    private static int Next(ReadOnlySpan<byte> bytes, out int status)
    {
        status = 0;
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return 0;
        Utf8Parser.TryParse(bytes["HTTP/1.1 ".Length..], out status, out _);
        var at = bytes[..head].IndexOf("Content-Length: "u8);
        var body = at < 0 || !Utf8Parser.TryParse(bytes[(at + "Content-Length: ".Length)..], out int said, out _) ? 0 : said;
        var length = head + 4 + body;
        return length <= bytes.Length ? length : 0;
    }

    /// <summary>Answers that one connection got; its sender looks how many are outstanding.</summary>
    private sealed class Answers
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }
}
