using System.Collections.Immutable;
using System.Text.Json;
using Dots.Serving;
using Grains.Consortium;
using Grains.Customers;
using Grains.Operators;
using Grains.Persistence;
using Microsoft.Extensions.Logging;
using Storage;

namespace Grains.Presence;

/// <summary>Turns and timer of the watch. In memory: after a start everybody who is registered has three heartbeats' time.</summary>
[GrainType("presence")]
public sealed partial class PresenceGrain(
    IDocumentStore store,
    IAskerLink link,
    ConsortiumView consortium,
    OperatorTimes times,
    TimeProvider time,
    ILogger<PresenceGrain> log) : Grain, IPresenceGrain
{
    /// <summary>Heartbeats under way at once.</summary>
    private const int AtOnce = 64;

    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await foreach (var document in store.List(CustomerGrain.Type, CustomerGrain.RegistrationState, cancellationToken))
            if (JsonSerializer.Deserialize<RegistrationDocument>(document.Content.Span, DocumentJson.Options)?.State is { Operator: null } registration)
                Of(document.Key.Key).Callback = Callback.Of(registration);
        this.RegisterGrainTimer(Look, new GrainTimerCreationOptions { DueTime = times.Heartbeat, Period = times.Heartbeat, KeepAlive = true });
    }

    public Task Seen(string member)
    {
        // Who has a controller, or had one and has cancelled, is watched here only if it registered without one since.
        if (!_watched.ContainsKey(member) && consortium.Current.Profile(member) is not null)
            return Task.CompletedTask;
        if (Of(member).Peer.Beaten(time.GetUtcNow()))
            LogBack(member);
        return Task.CompletedTask;
    }

    public Task Answered(string member)
    {
        // As good as a heartbeat of its own; it may have cancelled meanwhile.
        if (_watched.TryGetValue(member, out var watched) && watched.Peer.Heard(time.GetUtcNow()))
            LogBack(member);
        return Task.CompletedTask;
    }

    public Task Registered(string member, Callback? callback)
    {
        var watched = Of(member);
        watched.Callback = callback;
        if (watched.Peer.Heard(time.GetUtcNow()))
            LogBack(member);
        return Task.CompletedTask;
    }

    public Task Unregistered(string member)
    {
        _watched.Remove(member);
        return Task.CompletedTask;
    }

    public Task Watch() => Task.CompletedTask;

    public Task<ImmutableArray<MemberPresence>> All() => Task.FromResult(
        _watched.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => new MemberPresence(w.Key, w.Value.Peer.LastSeen, w.Value.Peer.Lost)).ToImmutableArray());

    private Watched Of(string member)
    {
        if (!_watched.TryGetValue(member, out var watched))
            _watched[member] = watched = new() { Peer = new(time.GetUtcNow(), times.Heartbeat) };
        return watched;
    }

    private Task Look(CancellationToken cancellation)
    {
        var (now, known) = (time.GetUtcNow(), consortium.Current);
        foreach (var (id, watched) in _watched.ToArray())
        {
            if (known.Profile(id) is { Leaving: false })
            {
                _watched.Remove(id);
                continue;
            }

            // Who may not speak, or is not known here yet, is not missed; from when it may it has as much time as everybody.
            if (known.Find(id) is not { State: not MemberState.Suspended })
            {
                watched.Peer = new(now, times.Heartbeat);
                continue;
            }

            if (watched.Peer.Missed(now))
            {
                Trace.MembersLost.Add(1, new KeyValuePair<string, object?>("member", id));
                LogLost(id, (int)watched.Peer.Silent(now).TotalSeconds);
            }

            // One at a time to each: where many are silent, a round of them takes longer than from one look to the next.
            if (watched is { Greeted.IsCompleted: true, Callback: { } callback })
                (watched.Greeted = Greet(id, callback)).LoggedBy(log, "greeting", id);
        }

        return Task.CompletedTask;
    }

    private async Task Greet(string member, Callback callback)
    {
        await _places.WaitAsync();
        try
        {
            if (await link.Heartbeat(member, callback, times.Deadline) is null)
                await this.AsReference<IPresenceGrain>().Answered(member);
        }
        finally
        {
            _places.Release();
        }
    }

    private sealed class Watched
    {
        public required PeerWatch Peer { get; set; }

        public Callback? Callback { get; set; }

        /// <summary>The last heartbeat to it, as long as it is under way.</summary>
        public Task Greeted { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(2601, LogLevel.Warning, "{Member}: no heartbeat for {Seconds} s, three missed; what runs for it stands until its end. /admin/members tells who is lost", EventName = "Member.Lost")]
    private partial void LogLost(string member, int seconds);

    [LoggerMessage(2602, LogLevel.Information, "{Member} is heard again", EventName = "Member.Back")]
    private partial void LogBack(string member);
}
