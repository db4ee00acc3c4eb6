using Grains.Identity;
using Storage.Shells;

namespace Grains.Consortium;

/// <summary>When a stop is set and lifted. Pure. Both may be repeated: the first stop of a scope stays as it is, with its reason.</summary>
internal static class StopRules
{
    /// <summary>Everything can always be stopped: this bounds what is stopped one by one.</summary>
    internal const int Maximum = 10_000;

    private const int LongestKey = 256;

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Stop command, DateTimeOffset now)
    {
        var (scope, subject) = (command.Scope, command.Subject);
        if (Administration.NeedsConsortium(state, command.By, command.Why) is { } refused)
            return refused;
        if (Find(state, scope, subject) is not null)
            return Decision<ConsortiumEvent>.Nothing;
        if (Unknown(state, scope, subject) is { } unknown)
            return new Refusal("invalid", unknown);
        if (scope != StopScope.All && state.Stops.Length >= Maximum)
            return new Refusal("full", $"{Maximum} stops stand already: lift some, or stop everything");
        return new ConsortiumEvent.Stopped(new Stop(scope, subject, command.By.Member, command.Why, now), Origin.Of(command.By, command.Why)) { At = now };
    }

    public static Decision<ConsortiumEvent> Decide(ConsortiumState state, ConsortiumCommand.Resume command, DateTimeOffset now) =>
        Administration.NeedsConsortium(state, command.By, command.Why) is { } refused ? refused
        : Find(state, command.Scope, command.Subject) is { } stop ? new ConsortiumEvent.Resumed(stop, Origin.Of(command.By, command.Why)) { At = now }
        : Decision<ConsortiumEvent>.Nothing;

    private static Stop? Find(ConsortiumState state, StopScope scope, string? subject) => state.Stops.FirstOrDefault(s => s.Scope == scope && s.Subject == subject);

    // A stop that names nobody would stand and stop nothing, while its author believes it does.
    private static string? Unknown(ConsortiumState state, StopScope scope, string? subject) => scope switch
    {
        StopScope.All => subject is null ? null : "a stop of everything names nobody",
        StopScope.Mitigation => IsMitigation(subject) ? null : $"'{subject}' is no mitigation: expected member:alert_id",
        StopScope.Asker or StopScope.Operator when state.Members.GetValueOrDefault(subject ?? "") is null => $"there is no member '{subject}'",
        StopScope.Operator when state.Members[subject!].Kind is not MemberKind.Operator and var kind => $"{subject} is no operator but {kind.ToString().ToLowerInvariant()}",
        StopScope.Asker or StopScope.Operator => null,
        _ => $"there is no scope {scope}",
    };

    // Not looked up: a stop may be set before the request it is meant for comes, or comes back.
    private static bool IsMitigation(string? key) =>
        key is { Length: <= LongestKey } && key.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && colon < key.Length - 1 && !key.Contains('/', StringComparison.Ordinal);
}
