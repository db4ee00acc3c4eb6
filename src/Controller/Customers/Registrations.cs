using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Controller.Policy;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Storage;

namespace Controller.Customers;

/// <summary>What the customers registered: stored before it is answered, read back at start.</summary>
/// <param name="operatorName">Under which the operator itself stands among <paramref name="files"/>.</param>
internal sealed class Registrations(IDocumentStore store, CustomerFiles files, string operatorName, string securityProfile, bool allowPrivate, TimeProvider time)
{
    private const string Type = "customer", State = "registration";
    private const int SecurityProfileNotSupported = 5, CountermeasureNotSupported = 4, InvalidQuery = 1, Others = 255;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    public async Task Start(CancellationToken cancellation)
    {
        await foreach (var document in store.List(Type, State, cancellation))
            _kept[document.Key.Key] = new() { Registration = CustomerJson.Read<CustomerRegistration>(document.Content.Span), Version = document.Version };
    }

    /// <summary>What a customer registered and has not cancelled; null: nothing.</summary>
    public CustomerRegistration? Of(string customer) => _kept.TryGetValue(customer, out var kept) && kept.Registration is { Message: not null } registered ? registered : null;

    /// <summary>Whether a customer announced the extensions.</summary>
    public bool Extends(string customer) => Of(customer)?.Message?.Extension is not null;

    /// <summary>Where a customer's status goes; null: it fetches it.</summary>
    public Callback? CallbackOf(string customer)
    {
        var registered = Of(customer);
        return PeerUrl.Check((registered?.Message?.Extension?.CallbackUrl ?? files.Current.Find(customer)?.CallbackUrl)?.OriginalString, allowPrivate).Url is { } url
            ? new(url, registered?.Mode ?? ListenerIdentity.Mutual)
            : null;
    }

    /// <summary>Why a sender_id is not this peer's (mechanism, section 5); null when it is. Whoever has a password only has that of its registration.</summary>
    public string? Foreign(Peer peer, string customer, string senderId)
    {
        if (peer.Proof != PeerProof.Password)
            return senderId == peer.SenderId ? null : $"sender_id {senderId} is not this certificate's ({peer.SenderId})";
        if (Of(customer) is not { TokenHash: { } hash } registered)
            return $"{customer} has no access token yet, of which sender_id is made; register first";
        return Same(senderId, hash) || Same(senderId, registered.TokenHashBefore ?? "")
            ? null
            : $"sender_id {senderId} is not that of {peer.Name}: SHA-256 of customer_id:access_token of {customer}'s registration";
    }

    /// <summary>Stores a registration in the place of the one before. Throws what the store throws; then the old one is in force.</summary>
    /// <param name="mode">Of the listener it came to.</param>
    public async Task<Answer<RegistrationResponse>> Register(Customer customer, Registration message, ListenerIdentity mode)
    {
        if (Refuse(customer, message) is { } refusal)
            return refusal;
        var (now, token) = (time.GetUtcNow(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var registration = new CustomerRegistration(message, now) { Mode = mode, TokenHash = SenderId.Of(customer.Id, token), TokenHashBefore = Of(customer.Id)?.TokenHash };
        await Write(customer.Id, registration, "registered", new { zones = message.ProtectedZones.Length });
        return Response(customer, message, token, now);
    }

    /// <summary>Forgets a registration. Right as well when there is none.</summary>
    public async Task Cancel(string customer, string? reasons)
    {
        if (Of(customer) is not null)
            await Write(customer, new(null, time.GetUtcNow()), "cancelled", new { reasons });
    }

    /// <summary>In the order of mechanism, section 4: values, what is not the sender's, what is not offered, conflicts.</summary>
    private MechanismRefusal? Refuse(Customer customer, Registration message)
    {
        if (message.Extension?.CallbackUrl is { } url && PeerUrl.Check(url.OriginalString, allowPrivate).Fault is { } fault)
            return new(500, InvalidQuery, $"extensions.orchestrator.callback_url {url} {fault}");
        if (message.Extension?.CallbackUrl is not null && customer.Keys.Count == 0)
            return new(500, InvalidQuery, $"extensions.orchestrator.callback_url: nobody can prove to be {customer.Id} there without a certificate; status is fetched");
        if (message.WhiteList.FirstOrDefault(e => !FilterLists.IsException(e)) is { } open)
            return new(500, InvalidQuery, $"white_list entry {open.Name}: names neither source_ip nor destination_ip, which is not supported here");
        var (endPoints, unreadable) = ReturningPath.Read(message);
        Prefix[] zones = [.. message.ProtectedZones.Where(z => z.Prefix is { } zone && customer.Holds(zone)).Select(z => z.Prefix!.Value)];
        return unreadable ?? RegisteredNames.Check(message) ?? RegistrationLists.CheckEach(message, new PrefixSet(zones)) ?? Returns(customer, endPoints, zones) ?? Offered(message) ?? RegistrationLists.CheckTogether(message);
    }

    /// <summary>mechanism, section 6: clean traffic must not come back into the diversion, nor to somebody else.</summary>
    private MechanismRefusal? Returns(Customer customer, ImmutableArray<(string Attribute, Prefix Address)> endPoints, Prefix[] zones)
    {
        foreach (var (attribute, address) in endPoints)
        {
            if (zones.Any(z => z.Contains(address)))
                return new(403, Others, $"{attribute}: the end point {address} lies inside the protected zone {zones.First(z => z.Contains(address))}: diverted traffic would never get back");
            if (!customer.Holds(address) && files.Current.Find(operatorName)?.Holds(address) != true)
                return new(403, Others, $"{attribute}: the end point {address} is neither {customer.Id}'s nor {operatorName}'s");
        }

        return null;
    }

    private MechanismRefusal? Offered(Registration message)
    {
        if (message.Countermeasures == Countermeasures.None)
            return new(500, CountermeasureNotSupported, "countermeasures names none that is offered here");
        return message.SecurityProfile is { Tls: false } or { Tls: not true, Dtls: true } or { Tls: not true, CoAP: true }
            ? new(500, SecurityProfileNotSupported, $"security_profile: this controller speaks {securityProfile} only")
            : null;
    }

    private RegistrationResponse Response(Customer customer, Registration message, string token, DateTimeOffset now)
    {
        var claimed = message.ProtectedZones.Where(z => z.Prefix is not null).ToArray();
        var pending = claimed.Where(z => !customer.Holds(z.Prefix!.Value)).ToArray();
        return new()
        {
            CustomerName = message.CustomerName,
            CustomerId = customer.Id,
            Aliases = [.. message.ProtectedZones.Where(RegisteredNames.HasAlias).Select(z => new ZoneAlias { Index = z.Index, Alias = CustomerRegistration.AliasOf(customer.Id, z) })],
            SecurityProfile = securityProfile,
            AccessToken = token,
            ThresholdsBps = customer.Limits.Bps,
            ThresholdsPps = customer.Limits.Pps,
            Duration = customer.Limits.Duration,
            CapableAttackTypes = customer.Limits.AttackTypes,
            RegistrationTime = now,
            MitigationStatus = pending.Length == 0 ? "ready" : $"ready; zones that count only once the operator has entered them: {string.Join(',', pending.Select(z => z.Index))}",
            Extension = message.Extension is null ? null : new()
            {
                MemberId = customer.Id,
                State = RegistrationState.Approved,
                Disputed = [.. pending.Where(z => files.Current.All.Any(other => other.Id != customer.Id && other.MaySend && other.Zones.Any(o => o.Overlaps(z.Prefix!.Value)))).Select(z => z.Index)],
            },
        };
    }

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));

    private async Task Write(string customer, CustomerRegistration registration, string what, object details)
    {
        var kept = _kept.GetOrAdd(customer, _ => new());
        await kept.Turn.WaitAsync();
        try
        {
            var key = new DocumentKey(Type, State, customer);
            if (kept.Version is null)
                kept.Version = (await store.Read(key))?.Version;
            kept.Version = await store.Write(
                new(key, CustomerJson.Write(registration)) { Expected = kept.Version, Events = [new(registration.At, what, JsonSerializer.SerializeToUtf8Bytes(details))] },
                registration.Message is null ? WritePriority.Reserved : WritePriority.Normal);
            kept.Registration = registration;
        }
        catch (Exception e) when (e is not StoreFullException)
        {
            // Only reading back tells what is stored.
            kept.Version = null;
            throw;
        }
        finally
        {
            kept.Turn.Release();
        }
    }

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public CustomerRegistration? Registration { get; set; }

        public string? Version { get; set; }
    }
}
