using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Support;

namespace Controller.Tests.Sightings;

/// <summary>Two flow files, each written by an nfcapd that was sent NetFlow 5 on the loopback, told to rotate every 10 s and ended before.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FlowFiles : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.File("flows");

    public async Task InitializeAsync()
    {
        if (NfdumpFactAttribute.Find("nfcapd") is not { } nfcapd)
            return;
        Directory.CreateDirectory(Folder);
        Flow[] older =
        [
            new("203.0.113.1", "192.0.2.1", 17, 53, 1000, 1_000_000, 64503), new("203.0.113.9", "192.0.2.1", 17, 53, 250, 300_000, 64504),
            new("203.0.113.9", "192.0.2.1", 6, 4000, 5, 6000, 64504), new("203.0.113.9", "192.0.2.2", 17, 53, 1, 100, 64504),
        ];
        await Capture(nfcapd, "nfcapd.202601010000", older);
        await Capture(nfcapd, "nfcapd.202601010001", new Flow("203.0.113.9", "192.0.2.1", 17, 53, 250, 300_000, 64504));

        // What is being written now is not looked at.
        File.WriteAllText(Path.Combine(Folder, "nfcapd.current.4711"), "half a record");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Runs nfcapd until it has written the flows, and gives the file with them its name.</summary>
    private async Task Capture(string nfcapd, string name, params Flow[] flows)
    {
        var into = Directory.CreateDirectory(_folder.File(name)).FullName;
        var port = FreePort();
        using var collector = Process.Start(new ProcessStartInfo(nfcapd, ["-C", "none", "-w", into, "-b", "127.0.0.1", "-p", $"{port}", "-t", "3600"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = collector.StandardOutput.ReadToEndAsync();
        try
        {
            await Said(collector.StandardError, "Startup nfcapd");
            using var exporter = new UdpClient();
            await exporter.SendAsync(Packet(flows), new IPEndPoint(IPAddress.Loopback, port));
            await Said(collector.StandardError, "New exporter");
            using (var end = Process.Start("kill", ["-TERM", $"{collector.Id}"]))
                await end.WaitForExitAsync();
            await collector.StandardError.ReadToEndAsync().WaitAsync(Given.Enough);
            await collector.WaitForExitAsync().WaitAsync(Given.Enough);
        }
        finally
        {
            if (!collector.HasExited)
                collector.Kill();
        }

        Assert.True(Directory.GetFiles(into) is [_], await output);
        File.Move(Directory.GetFiles(into).Single(), Path.Combine(Folder, name));
    }

    /// <summary>Waits until nfcapd has logged it: it listens, or it has the flows.</summary>
    private static async Task Said(StreamReader log, string what)
    {
        var all = "";
        while (!all.Contains(what, StringComparison.Ordinal))
            all += await log.ReadLineAsync().WaitAsync(Given.Enough) ?? throw new InvalidOperationException($"nfcapd ended without saying '{what}': {all}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>NetFlow 5: a header of 24 bytes and 48 bytes a flow.</summary>
    private static byte[] Packet(Flow[] flows)
    {
        const uint up = 100_000;
        var packet = new byte[24 + (48 * flows.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 5);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)flows.Length);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), up);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        foreach (var (flow, at) in flows.Select((f, i) => (f, 24 + (48 * i))))
        {
            var record = packet.AsSpan(at, 48);
            IPAddress.Parse(flow.Source).TryWriteBytes(record, out _);
            IPAddress.Parse(flow.Destination).TryWriteBytes(record[4..], out _);
            BinaryPrimitives.WriteUInt32BigEndian(record[16..], flow.Packets);
            BinaryPrimitives.WriteUInt32BigEndian(record[20..], flow.Bytes);
            BinaryPrimitives.WriteUInt32BigEndian(record[24..], up - 5000);
            BinaryPrimitives.WriteUInt32BigEndian(record[28..], up - 1000);
            BinaryPrimitives.WriteUInt16BigEndian(record[32..], flow.SourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(record[34..], 4444);
            record[38] = flow.Protocol;
            BinaryPrimitives.WriteUInt16BigEndian(record[40..], flow.SourceAs);
        }

        return packet;
    }

    private sealed record Flow(string Source, string Destination, byte Protocol, ushort SourcePort, uint Packets, uint Bytes, ushort SourceAs);
}
