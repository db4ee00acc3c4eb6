using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Dots.Addressing;
using Dots.Transport.Passwords;
using Grains.Consortium;

namespace Orchestrator.Gateway.Consortium;

/// <summary>
/// Reads consortium.json (contracts, consortium.json). Strict: every problem is reported at once with its place, and a file with any problem is
/// refused whole.
/// </summary>
internal sealed class ConsortiumFileReader
{
    private const int MaximumBytes = 64 * 1024 * 1024;
    private const int NarrowestV4 = 32;
    private const int NarrowestV6 = 128;
    private const int WidestV4 = 24;
    private const int WidestV6 = 48;

    /// <summary>The largest exchanges have some 1,200.</summary>
    private const int MostParticipants = 10_000;

    private static readonly Dictionary<string, Role?> Words = new(StringComparer.Ordinal)
    {
        ["viewer"] = Role.Viewer, ["responder"] = Role.Responder, ["approver"] = Role.Approver,
        ["member administrator"] = Role.MemberAdministrator, ["consortium administrator"] = Role.ConsortiumAdministrator,
    };

    private readonly List<string> _problems = [];

    /// <summary>The file, or every problem found in it.</summary>
    public static (ConsortiumFile? File, ImmutableArray<string> Problems) Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaximumBytes)
            return (null, [$"larger than {MaximumBytes} bytes"]);
        var reader = new ConsortiumFileReader();
        ConsortiumFile? file = null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions
            {
                MaxDepth = 8, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false,
            });
            file = reader.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for half a surrogate pair, which the syntax allows and no text can hold.
            reader._problems.Add(e.Message);
        }

        return reader._problems.Count == 0 ? (file, []) : (null, [.. reader._problems]);
    }

    private ConsortiumFile Read(JsonElement root)
    {
        var file = Object(root, "", "name", "visibility", "members");
        if (!file.ContainsKey("members"))
            _problems.Add("members: missing; an empty list says that there are none");
        var members = List(file, "members", "members").Select((m, i) => Member(m, $"members[{i}]")).ToImmutableArray();
        Unique(members.Select(m => m.Id), "members: id");
        Unique(members.SelectMany(m => m.Keys), "members: key");
        Unique(members.SelectMany(m => m.Users).Select(u => u.Name), "members: user");
        foreach (var customer in members.Where(m => m.Operator is not null))
            if (!members.Any(m => m.Id == customer.Operator && m.Kind == MemberKind.Operator))
                _problems.Add($"members: operator of {customer.Id} is '{customer.Operator}', which is no operator here");
        return new(Text(file, "name", "name") ?? "", Word<Visibility>(file, "visibility", "visibility") ?? Visibility.None, members);
    }

    private Member Member(JsonElement element, string at)
    {
        var member = Object(element, at, "id", "kind", "operator", "state", "max_scope", "asns", "zones", "evidence", "keys", "pskIdentities", "users", "addresses", "roles", "noc", "agreement", "rpki_overruled", "participants");
        var id = Text(member, "id", $"{at}.id") ?? "";
        if (MemberId.Problem(id) is { } problem)
            _problems.Add($"{at}.id: {problem}");
        var state = Word<MemberState>(member, "state", $"{at}.state") ?? MemberState.Pending;
        var zones = Prefixes(member, "zones", $"{at}.zones");
        var asns = Asns(member, "asns", $"{at}.asns");
        var evidence = Optional(member, "evidence", $"{at}.evidence");
        if (state == MemberState.Approved && string.IsNullOrWhiteSpace(evidence) && (!zones.IsEmpty || !asns.IsEmpty))
            _problems.Add($"{at}.evidence: how ASNs and zones were verified, when and by whom, must be recorded before they count");

        var (v4, v6) = MaxScope(member, $"{at}.max_scope");
        var kind = Word<MemberKind>(member, "kind", $"{at}.kind");
        return new Member
        {
            Id = id, Kind = kind ?? MemberKind.Observer, State = state, Operator = Optional(member, "operator", $"{at}.operator"),
            MaxScopeV4 = v4, MaxScopeV6 = v6, Asns = asns, Zones = zones, Evidence = evidence ?? "", Keys = Keys(member, $"{at}.keys"),
            Addresses = Prefixes(member, "addresses", $"{at}.addresses"), Noc = Optional(member, "noc", $"{at}.noc"), Agreement = Optional(member, "agreement", $"{at}.agreement"),
            Roles = Roles(member, $"{at}.roles"), Users = Users(member, $"{at}.users"), RpkiOverruled = Prefixes(member, "rpki_overruled", $"{at}.rpki_overruled"),
            Participants = Participants(member, kind, $"{at}.participants"),
        };
    }

    private (int V4, int V6) MaxScope(Dictionary<string, JsonElement> member, string at)
    {
        var (v4, v6) = (NarrowestV4, NarrowestV6);
        foreach (var text in Texts(member, "max_scope", at))
        {
            if (!text.StartsWith('/') || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                _problems.Add($"{at}: '{text}' is not a length such as /24");
            else if (length is >= WidestV4 and <= NarrowestV4)
                v4 = length;
            else if (length is >= WidestV6 and <= NarrowestV6)
                v6 = length;
            else
                _problems.Add($"{at}: '{text}' must be /{WidestV4} to /{NarrowestV4} for IPv4 or /{WidestV6} to /{NarrowestV6} for IPv6");
        }

        return (v4, v6);
    }

    private ImmutableArray<uint> Participants(Dictionary<string, JsonElement> member, MemberKind? kind, string at)
    {
        var participants = Asns(member, "participants", at);
        if (participants.Length > MostParticipants)
            _problems.Add($"{at}: {participants.Length} ASes; expected at most {MostParticipants}");
        if (!participants.IsEmpty && kind is MemberKind.Customer or MemberKind.Observer)
            _problems.Add($"{at}: only an operator can be an exchange");
        foreach (var twice in participants.GroupBy(asn => asn).Where(g => g.Count() > 1))
            _problems.Add($"{at}: {twice.Key} stands there {twice.Count()} times");
        return participants;
    }

    private ImmutableArray<uint> Asns(Dictionary<string, JsonElement> member, string name, string at)
    {
        var asns = ImmutableArray.CreateBuilder<uint>();
        foreach (var element in List(member, name, at))
            if (element.ValueKind == JsonValueKind.Number && element.TryGetUInt32(out var asn) && asn > 0)
                asns.Add(asn);
            else
                _problems.Add($"{at}: {element} is not an AS number (1 to 4294967295)");
        return asns.ToImmutable();
    }

    private ImmutableArray<string> Keys(Dictionary<string, JsonElement> member, string at)
    {
        var keys = Texts(member, "keys", at).Select(k => k.ToLowerInvariant()).ToImmutableArray();
        foreach (var key in keys.Where(k => k.Length != 64 || !k.All(char.IsAsciiHexDigit)))
            _problems.Add($"{at}: '{key}' is not a SHA-256 in 64 hex digits");
        return keys;
    }

    private ImmutableArray<RoleGrant> Roles(Dictionary<string, JsonElement> member, string at)
    {
        if (!member.TryGetValue("roles", out var element) || element.ValueKind == JsonValueKind.Null)
            return [];
        if (element.ValueKind != JsonValueKind.Object)
        {
            _problems.Add($"{at}: expected an object of keys or users, each with a list of roles");
            return [];
        }

        var roles = element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        var grants = ImmutableArray.CreateBuilder<RoleGrant>();
        foreach (var holder in roles.Keys)
            foreach (var word in Texts(roles, holder, $"{at}.{holder}"))
                if (Words.GetValueOrDefault(word) is { } role)
                    grants.Add(new(holder.Length == 64 && holder.All(char.IsAsciiHexDigit) ? holder.ToLowerInvariant() : holder, role));
                else
                    _problems.Add($"{at}.{holder}: '{word}' is none of {string.Join(", ", Words.Keys)}");
        return grants.ToImmutable();
    }

    private ImmutableArray<MemberUser> Users(Dictionary<string, JsonElement> member, string at)
    {
        var users = ImmutableArray.CreateBuilder<MemberUser>();
        foreach (var element in List(member, "users", at))
        {
            var user = Object(element, $"{at}[{users.Count}]", "name", "pbkdf2");
            var (name, password) = (Text(user, "name", $"{at}[{users.Count}].name") ?? "", Text(user, "pbkdf2", $"{at}[{users.Count}].pbkdf2") ?? "");
            if (name.Length is 0 or > 64 || name.Any(c => char.IsControl(c) || c == ':'))
                _problems.Add($"{at}[{users.Count}].name: must be 1 to 64 characters without ':'");
            // What it is must not get into a log.
            if (PasswordHash.Parse(password) is null)
                _problems.Add($"{at}[{users.Count}].pbkdf2: expected what 'Orchestrator.Gateway password' writes: pbkdf2-sha256$ITERATIONS$SALT$HASH with 100000 to 2000000 iterations");
            users.Add(new(name, password));
        }

        return users.ToImmutable();
    }

    private ImmutableArray<Prefix> Prefixes(Dictionary<string, JsonElement> member, string name, string at)
    {
        var prefixes = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var text in Texts(member, name, at))
            if (Prefix.TryParse(text, out var prefix, out var error))
                prefixes.Add(prefix);
            else
                _problems.Add($"{at}: {error}");
        return prefixes.ToImmutable();
    }

    private Dictionary<string, JsonElement> Object(JsonElement element, string at, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            _problems.Add($"{(at.Length == 0 ? "the file" : at)}: expected an object");
            return [];
        }

        var properties = element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        foreach (var name in properties.Keys)
            if (!known.Contains(name))
                _problems.Add($"{at}{(at.Length == 0 ? "" : ".")}{name}: unknown");
        return properties;
    }

    private JsonElement[] List(Dictionary<string, JsonElement> from, string name, string at)
    {
        if (!from.TryGetValue(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind == JsonValueKind.Array)
            return [.. list.EnumerateArray()];
        _problems.Add($"{at}: expected a list");
        return [];
    }

    private string[] Texts(Dictionary<string, JsonElement> from, string name, string at)
    {
        var list = List(from, name, at);
        foreach (var other in list.Where(e => e.ValueKind != JsonValueKind.String))
            _problems.Add($"{at}: expected text; found {other}");
        return [.. list.Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)];
    }

    private string? Text(Dictionary<string, JsonElement> from, string name, string at)
    {
        if (Optional(from, name, at) is { } text)
            return text;
        _problems.Add($"{at}: missing");
        return null;
    }

    private string? Optional(Dictionary<string, JsonElement> from, string name, string at)
    {
        if (!from.TryGetValue(name, out var element) || element.ValueKind == JsonValueKind.Null)
            return null;
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString();
        _problems.Add($"{at}: expected text; found {element}");
        return null;
    }

    private T? Word<T>(Dictionary<string, JsonElement> from, string name, string at)
        where T : struct, Enum
    {
        if (Text(from, name, at) is not { } text)
            return null;
        var known = Enum.GetNames<T>().FirstOrDefault(n => n.ToLowerInvariant() == text);
        if (known is null)
            _problems.Add($"{at}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return known is null ? null : Enum.Parse<T>(known);
    }

    private void Unique(IEnumerable<string> values, string at)
    {
        foreach (var twice in values.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Count() > 1))
            _problems.Add($"{at} '{twice.Key}' stands there {twice.Count()} times");
    }
}
