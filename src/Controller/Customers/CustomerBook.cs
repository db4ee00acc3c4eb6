using System.Collections.Concurrent;
using System.Collections.Immutable;
using Controller.Orders;
using Controller.Policy;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Names;
using Microsoft.Extensions.Logging;
using Storage.Shells;

namespace Controller.Customers;

/// <summary>Every mitigation of this operator's customers and of its own detector that is still remembered. Stored before it is answered; read back at start.</summary>
internal sealed partial class CustomerBook : IOrderReports, IAsyncDisposable
{
    private const int ScopeConflict = 3, Others = 255;

    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(60);

    private readonly CustomerParts _parts;
    private readonly ConcurrentDictionary<string, CustomerKeeper> _keepers = new(StringComparer.Ordinal);
    private readonly Lock _admitting = new();
    private readonly HashSet<Reservation> _reserved = [];
    private volatile Load _load = Load.None;
    private DateTimeOffset _pullAt;
    private Task _pulling = Task.CompletedTask;

    public CustomerBook(CustomerParts parts)
    {
        _parts = parts with { Load = () => _load };
        Heartbeats = new(parts);
    }

    /// <summary>Every mitigation remembered.</summary>
    public IEnumerable<CustomerMitigation> Held => _keepers.Values.Select(k => k.Committed).Where(m => m.Phase != CustomerPhase.None);

    /// <summary>Which of the customers are heard of.</summary>
    public CustomerHeartbeats Heartbeats { get; }

    public Registrations Registrations => _parts.Registrations;

    /// <summary>Reads back what is stored and goes on where the last process stopped. The own orders are read back already.</summary>
    public async Task Start(CancellationToken cancellation)
    {
        await _parts.Registrations.Start(cancellation);
        await foreach (var document in _parts.Store.List(CustomerStore.Type, CustomerStore.State, cancellation))
        {
            var mitigation = CustomerJson.Read<CustomerMitigation>(document.Content.Span);
            var keeper = _keepers[mitigation.Key] = new(mitigation.Customer, mitigation.Alert, _parts);
            await keeper.Load();
        }

        _parts.Client.StatusAnswered += Hear;
        Measure();
        foreach (var keeper in _keepers.Values)
            await keeper.Step();
        LogReadBack(_parts.Logger, Held.Count(), Held.Count(m => m.Runs));
    }

    /// <summary>Takes a request: the same whether the customer sent it or a detector found the attack.</summary>
    /// <param name="request">As it came; targets may be aliases and DNS names, which are looked up with every request anew.</param>
    /// <returns>Why it is refused, or null: then it is stored. Throws what the store throws; then nothing was promised.</returns>
    public async Task<MechanismRefusal?> Ask(Customer customer, MitigationRequest request, DateTimeOffset date, string hash)
    {
        var key = CustomerMitigation.KeyOf(customer.Id, request.AlertId);
        var known = _keepers.GetValueOrDefault(key)?.Committed;
        // An ended alert is answered what became of it, whatever it asks for now.
        if (known is { Phase: CustomerPhase.Ending or CustomerPhase.Closed })
            return null;

        var (words, unknown) = await TargetLookUp.Of(customer.Id, request.Header, () => Task.FromResult(_parts.Registrations.Of(customer.Id)?.Words(customer.Id)), _parts.Names, CancellationToken.None);
        if (unknown is not null)
            return unknown;
        var registration = _parts.Registrations.Of(customer.Id);
        if (request.Header.ToMatch(words.Find, out var match) is { } unreadable)
            return unreadable;
        var (runsSince, now) = (known is { Runs: true } ? known.AcceptedAt : (DateTimeOffset?)null, _parts.Time.GetUtcNow());
        if (CustomerScope.Check(customer, registration, request, match, runsSince, now) is { } outside)
            return outside with { Detail = words.Explain(outside.Detail) };
        var reservation = new Reservation(key, customer.Id, [.. match.Destinations.Distinct()]);
        if (Reserve(customer, reservation) is { } refusal)
            return refusal;
        try
        {
            await Answer(customer.Id, request.AlertId, new CustomerCommand.Ask(
                customer.Id, request with { Header = PacketHeader.FromMatch(match), Lifetime = CustomerScope.Lifetime(customer.Limits, request.Lifetime, runsSince, _parts.Lifetimes, now) }, date, hash));
        }
        finally
        {
            lock (_admitting)
                _reserved.Remove(reservation);
        }

        Measure();
        return null;
    }

    /// <summary>Ends one. Again: the same.</summary>
    /// <returns>Whether anything was ever accepted under this alert_id.</returns>
    public async Task<bool> Withdraw(string customer, string alert, string by) =>
        Find(customer, alert) is not null && (await Answer(customer, alert, new CustomerCommand.Withdraw(by))) is null;

    /// <summary>Ends all of a customer's.</summary>
    /// <returns>How many ran.</returns>
    public async Task<int> WithdrawAll(string customer, string by)
    {
        var running = Held.Where(m => m.Customer == customer && m.Runs).ToArray();
        foreach (var mitigation in running)
            await Withdraw(customer, mitigation.Alert, by);
        return running.Length;
    }

    /// <summary>A person asks the orchestrator for help with a customer's mitigation.</summary>
    /// <param name="alert">Its alert_id, whole or as far as only one begins so.</param>
    /// <returns>What came of it, for that person.</returns>
    public async Task<(bool Done, string Said)> Escalate(string alert, string person)
    {
        var found = _keepers.Values.Where(k => k.Committed.Runs && k.Committed.Alert.StartsWith(alert, StringComparison.Ordinal)).ToArray();
        if (alert.Length == 0 || found.Length == 0)
            return (false, $"no running mitigation has an alert_id that begins with '{alert}'");
        if (found.Length > 1)
            return (false, $"{found.Length} running mitigations have an alert_id that begins with {alert}: {string.Join(", ", found.Take(4).Select(k => k.Committed.Key))}");
        var mitigation = found[0].Committed;
        if (mitigation.Asked is { } asked)
            return (true, $"{mitigation.Key} was escalated at {asked.At:u} already: {asked.Reason}");
        if (_parts.Files.Current.Find(mitigation.Customer) is not { Relay: not RelayPolicy.Never })
            return (false, $"{mitigation.Key}: the relay policy of {mitigation.Customer} is never");
        if (!_parts.MayAsk())
            return (false, $"{mitigation.Key}: this member's registration is cancelled; 'controller register' first");
        found[0].EscalatedBy(person);
        await found[0].Step();
        return found[0].Committed.Asked is null
            ? (false, $"{mitigation.Key}: it could not be stored yet, and is tried again every second. Look at the disk under Data:Directory")
            : (true, $"{mitigation.Key} is escalated");
    }

    /// <summary>This member's verdict on an own order, as its files are now.</summary>
    public Verdict Judge(Order order, RequestedTerms asked, bool held = false) => _parts.Policy.Judge(Order.AskerOf(order.Engagement)!, order, asked, held);

    public CustomerKeeper? Find(string customer, string alert) =>
        _keepers.TryGetValue(CustomerMitigation.KeyOf(customer, alert), out var keeper) && keeper.Committed.Phase != CustomerPhase.None ? keeper : null;

    /// <summary>A customer's statuses that changed since it last fetched them; the rest comes with the next heartbeat.</summary>
    public ImmutableArray<MitigationStatusUpdates> TakeChanged(string customer, int most) =>
        [.. _keepers.Values.Where(k => k.Committed.Customer == customer && k.TakeChanged()).Take(most).Select(k => k.Status(extensions: true))];

    /// <summary>A report about an own order.</summary>
    public void Send(OrderReport report)
    {
        if (_keepers.TryGetValue(OwnEngagement.MitigationOf(report.Order.Engagement), out var keeper))
            keeper.Hear(report);
    }

    /// <summary>A status from an orchestrator, pushed or fetched; what was not asked for here is somebody else's.</summary>
    public void Hear(MitigationStatusUpdates status)
    {
        foreach (var keeper in _keepers.Values)
            if (keeper.Committed.Escalations.Any(e => e.Alert == status.AlertId))
                keeper.Hear(status);
    }

    /// <summary>Lets time do its work. Called every second.</summary>
    public async Task Tick()
    {
        Measure();
        var now = _parts.Time.GetUtcNow();
        foreach (var (key, keeper) in _keepers)
        {
            // What is closed has nothing left but to be remembered, and told.
            await keeper.Step();
            if (keeper.Forget(now) && _keepers.TryRemove(new(key, keeper)))
                await keeper.DisposeAsync();
        }

        Heartbeats.Tick();
        if (now >= _pullAt && _pulling.IsCompleted)
        {
            _pullAt = now + _parts.PullEvery;
            _pulling = Pull();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Client.StatusAnswered -= Hear;
        await Task.WhenAll(_keepers.Values.Select(k => k.DisposeAsync().AsTask()).Append(_pulling).Append(Heartbeats.DisposeAsync().AsTask()));
    }

    private async Task<Refusal?> Answer(string customer, string alert, CustomerCommand command)
    {
        while (true)
        {
            var key = CustomerMitigation.KeyOf(customer, alert);
            var keeper = _keepers.GetOrAdd(key, _ => new(customer, alert, _parts));
            try
            {
                if (await keeper.Answer(command) is (Taken: true, var refusal))
                    return refusal;
            }
            finally
            {
                if (keeper.Gone)
                    _keepers.TryRemove(new(key, keeper));
            }
        }
    }

    /// <summary>Two requests for overlapping targets meet here, also while both are being stored. A customer's own may overlap.</summary>
    private MechanismRefusal? Reserve(Customer customer, Reservation wanted)
    {
        lock (_admitting)
        {
            var others = _keepers.Values.Where(k => k.Committed.Runs).Select(k => new Reservation(k.Committed.Key, k.Committed.Customer, k.Targets)).Concat(_reserved).ToArray();
            foreach (var other in others.Where(o => o.Customer != customer.Id))
                if (other.Targets.Any(o => wanted.Targets.Any(t => t.Overlaps(o))))
                    return new(409, ScopeConflict, $"the target overlaps an active mitigation of another customer ({string.Join(", ", other.Targets.Take(4))})");
            if (others.Where(o => o.Customer == customer.Id && o.Key != wanted.Key).Select(o => o.Key).Distinct().Count() >= customer.Limits.Mitigations)
                return new(429, Others, $"{customer.Id} has {customer.Limits.Mitigations} mitigations already, as many as agreed") { RetryAfter = RetrySoon };
            _reserved.Add(wanted);
            return null;
        }
    }

    private void Measure() => _load = _parts.Triggers.LoadOf(
        [.. _keepers.Values.Where(k => k.Committed.Runs).Select(k => (k.Committed.Key, k.Volume, k.Committed.Asked is null))]);

    /// <summary>Only the orchestrator pushes status; what stands with a fallback is fetched.</summary>
    private async Task Pull()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var servers = Held.SelectMany(m => m.Escalations).Where(e => !e.IsOver && e.Server != _parts.Client.Url).Select(e => e.Server).Distinct().Intersect(_parts.Client.Servers);
        foreach (var server in servers.ToArray())
            await _parts.Client.Pull(server, CancellationToken.None);
    }

    /// <summary>What one mitigation holds, or is about to. Compared by reference: two requests under one alert_id have one each.</summary>
    private sealed class Reservation(string key, string customer, ImmutableArray<Prefix> targets)
    {
        public string Key { get; } = key;

        public string Customer { get; } = customer;

        public ImmutableArray<Prefix> Targets { get; } = targets;
    }

    [LoggerMessage(3511, LogLevel.Information, "{Mitigations} mitigations of customers are remembered, {Running} of them run", EventName = "ReadBack")]
    private static partial void LogReadBack(ILogger log, int mitigations, int running);
}
