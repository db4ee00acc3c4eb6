using System.Security.Cryptography;
using Controller.Customers;
using Controller.Orders;
using Controller.Signaling;
using Dots.Addressing;
using Dots.Mechanism;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>
/// Opens a mitigation when a feed sees an attack, as the customer that holds the target would: refreshes it while the attack lasts and ends it after the calm.
/// When a feed falls silent nothing is refreshed, and what it opened ends with its lifetime. One piece of news at a time.
/// </summary>
internal sealed partial class Detector(CustomerBook customers, CustomerFiles files, OrchestratorClient client, Func<DetectionRules?> rules, TimeProvider time, ILogger<Detector> log)
{
    /// <summary>Of a mitigation whose feed falls silent; refreshed at a third of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(900);

    /// <summary>An alarm that nobody calls off is believed for so long.</summary>
    public static readonly TimeSpan AlarmLasts = TimeSpan.FromHours(24);

    private const int MaxWatched = 10_000;
    private const string Vendor = "detector";

    /// <summary>Changes of the same attack, and tries after a refusal or an end from elsewhere, are not made more often.</summary>
    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<(string Feed, Prefix Target), Watch> _watches = [];
    private readonly Dictionary<Prefix, Opening> _openings = [];
    private readonly Dictionary<Prefix, DateTimeOffset> _notBefore = [];

    /// <summary>What an earlier process opened goes on.</summary>
    public void Resume()
    {
        foreach (var mitigation in customers.Held.Where(m => m.Runs && m.Request is { Vendor.Name: Vendor } request && request.SenderId == client.SenderId))
            if (mitigation.Request!.Header.Targets is [var text] && Prefix.TryParse(text, out var target, out _) && mitigation.Request.Vendor!.Version is { } feed)
            {
                _openings[target] = new(mitigation.Customer, mitigation.Alert) { Asked = mitigation.Request, AskedAt = mitigation.RequestDate, AlarmAt = feed == NotifyFeed.FeedName ? mitigation.RequestDate : null };
                _openings[target].Feeds.Add(feed);
                _watches[(feed, target)] = new(open: true);
            }
    }

    /// <summary>What a feed measured. Throws what the store throws.</summary>
    public async Task Take(string feed, Sample sample)
    {
        if (rules()?.For(sample.Target) is not { } rule)
            return;
        await _turn.WaitAsync();
        try
        {
            var key = (feed, sample.Target);
            if (!_watches.TryGetValue(key, out var watch))
            {
                // Of quiet targets nothing is kept.
                if (!rule.IsExceeded(sample))
                    return;
                if (_watches.Count >= MaxWatched)
                {
                    LogTooMany(log, feed, sample.Target, MaxWatched);
                    return;
                }

                _watches[key] = watch = new(open: false);
            }

            var since = watch.Since;
            switch (watch.Take(rule, sample, time.GetUtcNow()))
            {
                case WatchChange.Opened or WatchChange.Lasts:
                    await Ask(feed, sample, rule.Action, since, alarm: false);
                    break;
                case WatchChange.Closed:
                    await Close(feed, sample.Target, "all thresholds were kept for long enough");
                    break;
            }

            if (watch.IsIdle)
                _watches.Remove(key);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A detector with thresholds of its own says that an attack is on, and later that it is over. Throws what the store throws.</summary>
    public async Task Alarm(string feed, Sample sample, bool on)
    {
        await _turn.WaitAsync();
        try
        {
            if (on)
                await Ask(feed, sample, rules()?.For(sample.Target)?.Action ?? MitigationAction.Mitigation, null, alarm: true);
            else
                await Close(feed, sample.Target, "the alarm was called off");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Refreshes what lasts until it is called off. Called every second.</summary>
    public async Task Tick()
    {
        await _turn.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            foreach (var (target, opening) in _openings.ToArray())
                if (opening.AlarmAt is { } alarm && opening.Asked is { } asked && now - alarm < AlarmLasts && now - opening.AskedAt >= Lifetime / 3)
                    await Ask(opening, target, asked);
                else if (customers.Find(opening.Customer, opening.Alert)?.Committed is not { Runs: true })
                    Forget(target);
            // A feed that tells nothing of a target any more leaves nothing behind.
            foreach (var (key, _) in _watches.Where(w => now - w.Value.At >= Lifetime || (w.Value.At is null && !_openings.ContainsKey(w.Key.Target))).ToArray())
                _watches.Remove(key);
            foreach (var (target, _) in _notBefore.Where(n => n.Value < now).ToArray())
                _notBefore.Remove(target);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            // The next tick tries again.
            LogNotStored(log, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Ask(string feed, Sample sample, MitigationAction action, DateTimeOffset? since, bool alarm)
    {
        var now = time.GetUtcNow();
        if (_openings.TryGetValue(sample.Target, out var opening) && customers.Find(opening.Customer, opening.Alert)?.Committed is not { Runs: true })
        {
            // Somebody or something else ended it: what has ended is not revived, and not begun anew at once.
            Forget(sample.Target);
            opening = null;
        }

        if (opening is null)
        {
            if (_notBefore.TryGetValue(sample.Target, out var notBefore) && now < notBefore)
                return;
            if (files.Current.Holding(sample.Target) is not { } customer)
            {
                _notBefore[sample.Target] = now + AskedEvery;
                LogNobodys(log, feed, sample.Target);
                return;
            }

            opening = new(customer.Id, AlertIds.New(sample.Target.ToString(), time));
        }

        opening.Feeds.Add(feed);
        if (alarm)
            opening.AlarmAt = now;
        var request = Request(opening, feed, sample, action, since ?? now);
        var waited = now - opening.AskedAt;
        var changed = opening.Asked is not { } asked || !CustomerMatch.Of(asked).Equals(CustomerMatch.Of(request)) || asked.Extension?.VolumeBps < request.Extension?.VolumeBps;
        if (waited >= Lifetime / 3 || (changed && waited >= AskedEvery))
            await Ask(opening, sample.Target, request);
        customers.Find(opening.Customer, opening.Alert)?.Congested(sample.Congested);
    }

    private async Task Ask(Opening opening, Prefix target, MitigationRequest request)
    {
        var now = time.GetUtcNow();
        opening.AskedAt = now;
        if (files.Current.Find(opening.Customer) is not { } customer)
            return;
        var hash = Convert.ToHexStringLower(SHA256.HashData(MechanismCodec.Encode(request)));
        if (await customers.Ask(customer, request, now, hash) is { } refusal)
        {
            _notBefore[target] = now + AskedEvery;
            LogRefused(log, target, opening.Customer, refusal.Detail);
            return;
        }

        if (opening.Asked is null)
            LogOpened(log, string.Join('+', opening.Feeds), target, opening.Customer, opening.Alert);
        opening.Asked = request;
        _openings[target] = opening;
        ControllerMetrics.Detections.Add(1, new KeyValuePair<string, object?>("event", "asked"));
    }

    private async Task Close(string feed, Prefix target, string why)
    {
        _watches.Remove((feed, target));
        if (!_openings.TryGetValue(target, out var opening) || !opening.Feeds.Remove(feed) || opening.Feeds.Count > 0)
            return;
        await customers.Withdraw(opening.Customer, opening.Alert, $"{Vendor} {feed}: {why}");
        _openings.Remove(target);
        LogClosed(log, feed, target, opening.Customer, why);
        ControllerMetrics.Detections.Add(1, new KeyValuePair<string, object?>("event", "closed"));
    }

    private void Forget(Prefix target)
    {
        _openings.Remove(target);
        _notBefore[target] = time.GetUtcNow() + AskedEvery;
    }

    private MitigationRequest Request(Opening opening, string feed, Sample sample, MitigationAction action, DateTimeOffset since) => new()
    {
        AlertId = opening.Alert,
        SenderId = client.SenderId,
        Action = action,
        Lifetime = Lifetime,
        Header = sample.Header(),
        CurrentThroughputs = new() { Bps = (long?)sample.Bps, Pps = (long?)sample.Pps },
        Info = new() { AttackTypes = sample.AttackTypes, Started = opening.Asked?.Info?.Started ?? DateTimeOffset.FromUnixTimeSeconds(since.ToUnixTimeSeconds()), Ongoing = true, Direction = AttackDirection.In },
        Vendor = new() { Name = Vendor, Version = feed },
        Extension = new() { VolumeBps = (long?)sample.Bps, Sources = [.. sample.SourcePrefixes.Select(p => new AttackSource { Prefix = p })] },
    };

    [LoggerMessage(3601, LogLevel.Warning, "{Feed} sees an attack on {Target}: mitigation {Alert} opened for {Customer}", EventName = "Opened")]
    private static partial void LogOpened(ILogger log, string feed, Prefix target, string customer, string alert);

    [LoggerMessage(3602, LogLevel.Information, "{Feed} sees no attack on {Target} of {Customer} any more ({Why}): its mitigation is ended", EventName = "Closed")]
    private static partial void LogClosed(ILogger log, string feed, Prefix target, string customer, string why);

    [LoggerMessage(3603, LogLevel.Warning, "{Feed} sees an attack on {Target}, which is neither in Registration:Zones nor in a customer's zones: nothing is done. If it should be, enter it there", EventName = "Nobodys")]
    private static partial void LogNobodys(ILogger log, string feed, Prefix target);

    [LoggerMessage(3604, LogLevel.Warning, "an attack on {Target} of {Customer} was detected and its mitigation refused: {Detail}", EventName = "Refused")]
    private static partial void LogRefused(ILogger log, Prefix target, string customer, string detail);

    [LoggerMessage(3606, LogLevel.Error, "an attack that lasts could not be stored; tried again. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, Exception exception);

    [LoggerMessage(3605, LogLevel.Error, "{Feed} sees an attack on {Target}, but {Most} targets are watched already, as many as can be. Raise the thresholds in Detection:File", EventName = "TooMany")]
    private static partial void LogTooMany(ILogger log, string feed, Prefix target, int most);
}
