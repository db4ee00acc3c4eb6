using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Bench.World;
using Dots.Mechanism;
using Microsoft.AspNetCore.Http;

namespace Bench.Fanout;

/// <summary>
/// Controllers, each at a path of one server: any order is accepted, any withdrawal done, by a valid status about just that engagement; heartbeats and news are
/// answered. Cuts what it needs out of the bytes instead of reading the message, so that what is measured is the orchestrator and not this.
/// </summary>
internal sealed class Receivers : IAsyncDisposable
{
    private static readonly (byte[] Before, byte[] Between, byte[] Middle, byte[] After) Accepted = Template(EngagementReportState.Accepted);
    private static readonly (byte[] Before, byte[] Between, byte[] Middle, byte[] After) Ended = Template(EngagementReportState.Ended);

    private static readonly byte[] Beat = MechanismCodec.Encode(new Heartbeat { SenderId = new string('b', 64), Extension = new() });
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    private BareServer _server = null!;
    private string? _silent;
    private long _first;

    public Uri Url => _server.Url;

    /// <summary>The newest order each path got, byte for byte.</summary>
    public ConcurrentDictionary<string, byte[]> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>When the first request came since this was set to 0.</summary>
    public ref long First => ref _first;

    /// <param name="silent">A member whose controller takes connections and messages and never answers.</param>
    public static async Task<Receivers> Start(Pki pki, IEnumerable<string> members, string? silent = null)
    {
        var receivers = new Receivers { _silent = silent is null ? null : $"/{silent}/" };
        receivers._server = await BareServer.Start(pki.Server("controllers", members), receivers.Serve);
        return receivers;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task Serve(HttpContext context)
    {
        Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        var body = await BareServer.Body(context.Request);
        var path = context.Request.Path.Value!;
        if (_silent is not null && path.StartsWith(_silent, StringComparison.Ordinal))
            await Never(context.RequestAborted);
        else if (path.EndsWith("/mitigation_request", StringComparison.Ordinal))
            await BareServer.Answer(context.Response, Fill(Accepted, Orders[path] = body));
        else if (path.EndsWith("/mitigation_termination_request", StringComparison.Ordinal))
            await BareServer.Answer(context.Response, Fill(Ended, body));
        else
            await BareServer.Answer(context.Response, path.EndsWith("/heartbeat", StringComparison.Ordinal) ? Beat : Nothing);
    }

    private static Task Never(CancellationToken givenUp) =>
        Task.Delay(Timeout.Infinite, givenUp).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static byte[] Fill((byte[] Before, byte[] Between, byte[] Middle, byte[] After) template, ReadOnlySpan<byte> body)
    {
        var alert = Text(body, "\"alert_id\":\""u8);
        var id = Text(body, "\"engagement\":{\"id\":\""u8);
        var revision = body[(body.IndexOf("\"revision\":"u8) + "\"revision\":"u8.Length)..];
        Utf8Parser.TryParse(revision, out int _, out var digits);
        return [.. template.Before, .. alert, .. template.Between, .. id, .. template.Middle, .. revision[..digits], .. template.After];
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> body, ReadOnlySpan<byte> behind)
    {
        var rest = body[(body.IndexOf(behind) + behind.Length)..];
        return rest[..rest.IndexOf((byte)'"')];
    }

    private static (byte[] Before, byte[] Between, byte[] Middle, byte[] After) Template(EngagementReportState state)
    {
        var (alert, sender) = (new string('a', 64), new string('b', 64));
        var text = Encoding.UTF8.GetString(MechanismCodec.Encode(new MitigationStatusUpdates
        {
            AlertId = alert, SenderId = sender, Status = MitigationStatus.Pending,
            Extension = new() { Engagement = new() { Id = "ENGAGEMENT", Revision = 77777, State = state, RulesFree = 1000 } },
        }));
        var parts = text.Split(alert);
        var rest = parts[1].Split("ENGAGEMENT");
        var last = rest[1].Split("77777");
        return (Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(rest[0]), Encoding.UTF8.GetBytes(last[0]), Encoding.UTF8.GetBytes(last[1]));
    }
}
