using NearSource.Synthetic;
using Quickstart.Attacks;
using Quickstart.Internet;

namespace Quickstart.Scenario;

/// <summary>What a scenario is played with: the Internet, the attack on it, and who plays the operators.</summary>
internal sealed record Setting(SimulatedInternet Internet, Attack Attack, Cast Cast)
{
    /// <summary>Whether the operators are those of an earlier scenario on the same data.</summary>
    public bool IsStored { get; init; }

    private const string SharedAttack = "amp.UDP.snmp.src161.fingerprint.json.gz";

    /// <summary>Reads what the options name, takes the defaults for the rest.</summary>
    /// <returns>The setting, or what is wrong with a file.</returns>
    public static (Setting? Setting, string? Refusal) Of(ScenarioOptions options)
    {
        var (files, missing) = InternetFiles.Of(options.Topology, options.Origins);
        if (files is null)
            return (null, missing);
        var (internet, unreadable) = files.Topology is { } topology ? InternetReader.Read(topology, files.Origins) : (MadeUp(), null);
        if (internet is null)
            return (null, unreadable);
        var (attack, refusal) = AttackOn(internet, options);
        if (attack is null)
            return (null, refusal);
        if (attack.Flows.IsEmpty)
            return (null, $"{attack.Name}: none of its sources takes part");

        var consortium = Path.Combine(options.Data, "consortium.json");
        if (StoredCast.Read(consortium, internet) is { } stored)
            return (new(internet, attack, stored) { IsStored = true }, null);
        var (cast, nobody) = Casting.Of(internet, attack);
        if (cast is null)
            return (null, nobody);
        StoredCast.Write(consortium, cast);
        return (new(internet, attack, cast), null);
    }

    private static SimulatedInternet MadeUp()
    {
        var made = SyntheticInternet.Generate();
        return new($"synthetic, seed {made.Options.Seed}", made.Graph, made.Origins);
    }

    private static (Attack? Attack, string? Refusal) AttackOn(SimulatedInternet internet, ScenarioOptions options)
    {
        var shared = Path.Combine(InternetFiles.Shared, "attacks", SharedAttack);
        var path = options.Attack ?? (File.Exists(shared) ? shared : null);
        if (path is null)
            return (BuiltInAttack.Reflection(internet, ipv6: options.IPv6), null);
        var reading = AttackReader.Read(path);
        if (reading.Attack is not { } attack)
            return (null, reading.Refusal);
        if (reading.IsForged)
            attack = attack.Forged(internet);
        return (options.IPv6 ? attack.OverIPv6(internet) : attack, null);
    }
}
