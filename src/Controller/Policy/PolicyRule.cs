using System.Collections.Immutable;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Policy;

/// <summary>One line of what a member says to orders ("orders" of Policy:File): all conditions that are given must hold.</summary>
internal sealed record PolicyRule
{
    /// <summary>Ids of the members that asked; empty: anybody.</summary>
    public ImmutableArray<string> Asker { get; init; } = [];

    /// <summary>
    /// The part of the targets that is judged is in one of these countries as Policy:Countries tells, "??" where it does not; empty: anywhere. Where targets lie in
    /// several countries each part is judged, and the strictest answer is the order's.
    /// </summary>
    public ImmutableArray<string> Country { get; init; } = [];

    /// <summary>Empty: any.</summary>
    public ImmutableArray<MitigationAction> Action { get; init; } = [];

    /// <summary>The asker names one of these types of attack, in whatever case; empty: whatever it names.</summary>
    public ImmutableArray<string> AttackType { get; init; } = [];

    /// <summary>A target is wider than this: "/32" to "/24", "/128" to "/48".</summary>
    public ImmutableArray<string> WiderThan { get; init; } = [];

    /// <summary>It takes more filter entries than this.</summary>
    public int? RulesOver { get; init; }

    /// <summary>Its end is more seconds away than this.</summary>
    public int? LifetimeOverS { get; init; }

    public PolicyAnswer? Then { get; init; }

    /// <summary>With <see cref="PolicyAnswer.Decline"/>.</summary>
    public DeclineCode Code { get; init; } = DeclineCode.Policy;

    /// <summary>For people; null: the rule's own words.</summary>
    public string? Reason { get; init; }

    public bool Covers(string? asker, RequestedTerms asked, OrderTerms terms, TimeSpan lifetime, string country) =>
        (Asker.IsEmpty || (asker is not null && Asker.Contains(asker)))
        && (Country.IsEmpty || Country.Contains(country))
        && (Action.IsEmpty || Action.Contains(asked.Action))
        && (AttackType.IsEmpty || asked.Attack?.Info?.AttackTypes.Any(t => AttackType.Contains(t, StringComparer.OrdinalIgnoreCase)) == true)
        && (WiderThan.IsEmpty || asked.Match.Destinations.Any(IsWider))
        && (RulesOver is not { } rules || terms.Rules > rules)
        && (LifetimeOverS is not { } seconds || lifetime > TimeSpan.FromSeconds(seconds));

    /// <param name="number">Which line it is, from 1.</param>
    public string Words(int number) => Reason ?? $"rule {number} of the policy ({string.Join(", ", Conditions().DefaultIfEmpty("every order"))})";

    /// <param name="number">Which line it is, from 1.</param>
    public IEnumerable<string> Problems(int number)
    {
        var at = $"orders, rule {number}";
        if (Then is null)
            yield return $"{at}: then: missing; expected accept, approval or decline";
        if (Asker.IsDefault || Country.IsDefault || Action.IsDefault || AttackType.IsDefault || WiderThan.IsDefault)
            yield return $"{at}: asker, country, action, attack_type, wider_than: expected lists; found null";
        else
        {
            foreach (var country in Country.Where(c => c != CountryTable.Unknown && !CountryTable.IsCode(c)))
                yield return $"{at}: country: expected two capital letters or ??; found {country}";
            foreach (var scope in WiderThan.Where(s => ScopeLength.Of(s) is null))
                yield return $"{at}: wider_than: {ScopeLength.Expected}; found {scope}";
        }

        if (RulesOver < 0)
            yield return $"{at}: rules_over: expected 0 or more; found {RulesOver}";
        if (LifetimeOverS < 0)
            yield return $"{at}: lifetime_over_s: expected 0 or more; found {LifetimeOverS}";
    }

    private bool IsWider(Prefix target) => WiderThan.Any(s => ScopeLength.Of(s) is var (length, v4) && v4 == target.IsIPv4 && target.Length < length);

    private IEnumerable<string> Conditions()
    {
        if (!Asker.IsEmpty)
            yield return $"asker {string.Join(" or ", Asker)}";
        if (!Country.IsEmpty)
            yield return $"a target in {string.Join(" or ", Country)}";
        if (!Action.IsEmpty)
            yield return $"action {string.Join(" or ", Action.Select(a => a.ToString().ToLowerInvariant()))}";
        if (!AttackType.IsEmpty)
            yield return $"attack type {string.Join(" or ", AttackType)}";
        if (!WiderThan.IsEmpty)
            yield return $"a target wider than {string.Join(" or ", WiderThan)}";
        if (RulesOver is { } rules)
            yield return $"more than {rules} filter entries";
        if (LifetimeOverS is { } seconds)
            yield return $"longer than {seconds} s";
    }
}

/// <summary>What a rule says.</summary>
internal enum PolicyAnswer
{
    /// <summary>The rules behind it are not looked at. Everything else an order must pass, it must pass all the same.</summary>
    Accept,

    /// <summary>A person has to approve it first.</summary>
    Approval,

    Decline,
}
