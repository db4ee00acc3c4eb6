using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Policy;
using Dots.Addressing;
using Dots.Transport.Mechanism;
using Dots.Transport.Passwords;

namespace Controller.Customers;

/// <summary>Customers:File as read: who this operator protects. Unknown members refuse the file, and so does anything two customers cannot share.</summary>
internal sealed class CustomerList
{
    public static readonly CustomerList Empty = new([]);

    private const int MaxProblems = 20;
    private const int MaxDurationSeconds = 365 * 86_400;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly ImmutableDictionary<string, Customer> _byId, _byKey;
    private readonly ImmutableDictionary<string, (Customer Customer, PasswordHash Password)> _byUser;
    private readonly PrefixTable<Customer> _byZone;

    private CustomerList(IReadOnlyCollection<Customer> customers)
    {
        All = [.. customers];
        _byId = All.ToImmutableDictionary(c => c.Id, StringComparer.Ordinal);
        _byKey = All.SelectMany(c => c.Keys.Select(k => (k, c))).ToImmutableDictionary(p => p.k, p => p.c, StringComparer.Ordinal);
        _byUser = All.SelectMany(c => c.Users.Select(u => (u.Key, (c, u.Value)))).ToImmutableDictionary(u => u.Key, u => u.Item2, StringComparer.Ordinal);
        // Of two that hold the same zone a detection is the first one's.
        _byZone = new(All.Reverse().SelectMany(c => c.Zones.Select(z => (z, c))));
    }

    public ImmutableArray<Customer> All { get; }

    public Customer? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Whose customer's message it is; null: nobody's.</summary>
    public Customer? Find(Peer peer) => peer.User is { } user ? _byUser.GetValueOrDefault(user).Customer : _byKey.GetValueOrDefault(peer.SenderId);

    public PasswordHash? PasswordOf(string user) => _byUser.GetValueOrDefault(user).Password;

    /// <summary>The customer with the narrowest zone around a target.</summary>
    public Customer? Holding(Prefix target) => _byZone.TryMatch(target, out _, out var customer) ? customer : null;

    /// <summary>These and one more, whose zones come second to those of the others: the operator itself.</summary>
    public CustomerList With(Customer own) => new([.. All, own]);

    /// <exception cref="FormatException">Not such a document; names everything that is wrong, up to twenty.</exception>
    public static CustomerList Parse(string text)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CustomerFile>(text, Options) ?? throw new FormatException("expected a JSON object; found null");
            List<string> problems = [];
            var customers = file.Customers.Select((c, i) => Read(c, $"customers[{i}]", problems)).ToArray();
            problems.AddRange(Doubled(customers.Select(c => c.Id), "id"));
            problems.AddRange(Doubled(customers.SelectMany(c => c.Keys), "key"));
            problems.AddRange(Doubled(customers.SelectMany(c => c.Users.Keys), "user"));
            return problems.Count == 0 ? new(customers) : throw new FormatException(string.Join("; ", problems.Take(MaxProblems)));
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Customer Read(CustomerEntry entry, string at, List<string> problems)
    {
        if (!IsName(entry.Id))
            problems.Add($"{at}.id: expected 1 to 63 lower-case letters, digits, '-' or '.'; found '{entry.Id}'");
        if (Given(entry.Keys).IsEmpty && entry.Users.IsDefaultOrEmpty)
            problems.Add($"{at}.keys: expected at least one SHA-256 of a certificate's public key, or users");
        foreach (var key in Given(entry.Keys).Where(k => k is not { Length: 64 } || !k.All(char.IsAsciiHexDigitLower)))
            problems.Add($"{at}.keys: expected 64 lower-case hex digits; found '{key}'");
        if (Given(entry.Zones).IsEmpty)
            problems.Add($"{at}.zones: expected at least one prefix");
        var limits = entry.Limits ?? new();
        if (limits.Mitigations is < 1 or > 10_000)
            problems.Add($"{at}.limits.mitigations: expected 1 to 10000; found {limits.Mitigations}");
        if (limits.Bps < 1 || limits.Pps < 1)
            problems.Add($"{at}.limits: expected bps and pps of 1 or more");
        if (limits.DurationS is < 1 or > MaxDurationSeconds)
            problems.Add($"{at}.limits.duration_s: expected 1 to {MaxDurationSeconds}; found {limits.DurationS}");
        if (entry.CallbackUrl is { Scheme: not "https" } url)
            problems.Add($"{at}.callback_url: expected an https URL; found {url}");
        if (entry.CallbackUrl is not null && Given(entry.Keys).IsEmpty)
            problems.Add($"{at}.callback_url: nobody can prove to be {entry.Id} there without keys; without it status is fetched");

        var (v4, v6) = (32, 128);
        foreach (var scope in Given(entry.MaxScope))
            if (ScopeLength.Of(scope) is var (length, ipv4))
                (v4, v6) = ipv4 ? (length, v6) : (v4, length);
            else
                problems.Add($"{at}.max_scope: {ScopeLength.Expected}; found {scope}");
        return new()
        {
            Id = entry.Id,
            Keys = [.. Given(entry.Keys)],
            Users = Users(entry.Users, $"{at}.users", problems),
            Zones = [.. Prefixes(Given(entry.Zones), $"{at}.zones", problems)],
            Addresses = [.. Prefixes(Given(entry.Addresses), $"{at}.addresses", problems)],
            Widest = (v4, v6),
            Relay = entry.Relay,
            CallbackUrl = entry.CallbackUrl,
            Limits = new()
            {
                Mitigations = limits.Mitigations, Bps = limits.Bps, Pps = limits.Pps, AttackTypes = Given(limits.AttackTypes),
                Duration = limits.DurationS is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
        };
    }

    private static ImmutableDictionary<string, PasswordHash> Users(ImmutableArray<UserEntry> users, string at, List<string> problems)
    {
        var read = ImmutableDictionary.CreateBuilder<string, PasswordHash>(StringComparer.Ordinal);
        foreach (var user in users.IsDefault ? [] : users)
            if (user is not { Name: { Length: > 0 and <= 64 } name } || name.Any(c => char.IsControl(c) || c == ':'))
                problems.Add($"{at}: expected a name of 1 to 64 characters without ':'; found '{user?.Name}'");
            else if (PasswordHash.Parse(user.Pbkdf2 ?? "") is not { } password)
                problems.Add($"{at}: pbkdf2 of {name} is not what `Orchestrator.Gateway password` prints");
            else if (!read.TryAdd(name, password))
                problems.Add($"{at}: {name} is there twice");
        return read.ToImmutable();
    }

    private static IEnumerable<Prefix> Prefixes(ImmutableArray<string> prefixes, string at, List<string> problems)
    {
        foreach (var text in prefixes)
            if (Prefix.TryParse(text, out var prefix, out var error))
                yield return prefix;
            else
                problems.Add($"{at}: {error}");
    }

    private static IEnumerable<string> Doubled(IEnumerable<string> values, string what) =>
        values.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{what} {g.Key} is there {g.Count()} times");

    private static bool IsName(string? id) => id is { Length: > 0 and <= 63 } && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private static ImmutableArray<string> Given(ImmutableArray<string> list) => list.IsDefault ? [] : list;

    private sealed record CustomerFile
    {
        public required ImmutableArray<CustomerEntry> Customers { get; init; }
    }

    private sealed record CustomerEntry
    {
        public required string Id { get; init; }

        public ImmutableArray<string> Keys { get; init; } = [];

        public ImmutableArray<UserEntry> Users { get; init; } = [];

        public required ImmutableArray<string> Zones { get; init; }

        public ImmutableArray<string> Addresses { get; init; } = [];

        public ImmutableArray<string> MaxScope { get; init; } = [];

        public RelayPolicy Relay { get; init; }

        public Uri? CallbackUrl { get; init; }

        public LimitEntry? Limits { get; init; }
    }

    private sealed record UserEntry(string? Name, string? Pbkdf2);

    private sealed record LimitEntry
    {
        public int Mitigations { get; init; } = new CustomerLimits().Mitigations;

        public long? Bps { get; init; }

        public long? Pps { get; init; }

        public int? DurationS { get; init; }

        public ImmutableArray<string> AttackTypes { get; init; } = [];
    }
}
