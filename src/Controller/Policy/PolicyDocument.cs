using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Orders;
using Dots.Mechanism;
using Hosting.Settings;

namespace Controller.Policy;

/// <summary>What a member decides by itself, whatever the orchestrator orders (Policy:File). Unknown members refuse the file.</summary>
internal sealed record PolicyDocument
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Actions this member carries out. A blackhole takes this and the registration's countermeasures.</summary>
    public ImmutableArray<MitigationAction> Actions { get; init; } = [MitigationAction.Mitigation, MitigationAction.Flowspec];

    /// <summary>Widest targets: "/32" to "/24" and "/128" to "/48".</summary>
    public ImmutableArray<string> MaxScope { get; init; } = ["/32", "/128"];

    /// <summary>Seconds from now that an order may last, at most; a day if absent.</summary>
    public int MaxLifetimeS { get; init; } = 86_400;

    /// <summary>Filter entries all orders together may take; absent: what the registration offers.</summary>
    public int? RulesMax { get; init; }

    /// <summary>What is said to which orders; the first line that covers one decides, without any it is accepted.</summary>
    public ImmutableArray<PolicyRule> Orders { get; init; } = [];

    /// <summary>Orders are judged and logged, and nothing is ever put in place.</summary>
    public bool DryRun { get; init; }

    /// <summary>When present, every order is declined like this.</summary>
    public DeclineEverything? Decline { get; init; }

    /// <summary>What the rules' countries are told by (Policy:Countries).</summary>
    [JsonIgnore]
    public CountryTable Countries { get; private init; } = CountryTable.Empty;

    /// <summary>Whether a rule asks for a country.</summary>
    [JsonIgnore]
    public bool AsksForCountries => Orders.Any(r => !r.Country.IsEmpty);

    [JsonIgnore]
    public int WidestIPv4 { get; private init; } = 32;

    [JsonIgnore]
    public int WidestIPv6 { get; private init; } = 128;

    /// <exception cref="FormatException">Not such a document; says what and where.</exception>
    public static PolicyDocument Parse(string text)
    {
        try
        {
            var read = JsonSerializer.Deserialize<PolicyDocument>(text, Options) ?? throw new FormatException("expected a JSON object; found null");
            return read.Checked();
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The same for this member's own customers: how wide and how long their contracts say, and they do not share the entries given to the consortium.</summary>
    public PolicyDocument ForCustomers() => this with { WidestIPv4 = 24, WidestIPv6 = 48, MaxLifetimeS = 86_400, RulesMax = null };

    public PolicyDocument With(CountryTable countries) => ReferenceEquals(countries, Countries) ? this : this with { Countries = countries };

    private PolicyDocument Checked()
    {
        List<string> problems = [];
        var (v4, v6) = (32, 128);
        foreach (var scope in MaxScope.IsDefault ? [] : MaxScope)
            switch (ScopeLength.Of(scope))
            {
                case var (length, ipv4):
                    (v4, v6) = ipv4 ? (length, v6) : (v4, length);
                    break;
                default:
                    problems.Add($"max_scope: {ScopeLength.Expected}; found {scope}");
                    break;
            }

        if (Actions.IsDefault || MaxScope.IsDefault)
            problems.Add("actions, max_scope: expected lists; found null");
        if (Orders.IsDefault || Orders.Any(r => r is null))
            problems.Add("orders: expected a list of rules; found null");
        else
            problems.AddRange(Orders.SelectMany((rule, index) => rule.Problems(index + 1)));
        if (MaxLifetimeS is < 300 or > 86_400)
            problems.Add($"max_lifetime_s: expected 300 to 86400; found {MaxLifetimeS}");
        if (RulesMax < 0)
            problems.Add($"rules_max: expected 0 or more; found {RulesMax}");
        return problems.Count == 0 ? this with { WidestIPv4 = v4, WidestIPv6 = v6 } : throw new FormatException(string.Join("; ", problems));
    }
}

/// <param name="Reason">For the people on the other side.</param>
internal sealed record DeclineEverything(DeclineCode Code, string Reason);
