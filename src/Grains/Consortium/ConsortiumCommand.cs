using Grains.Identity;

namespace Grains.Consortium;

/// <summary>What may be asked of the consortium.</summary>
public abstract record ConsortiumCommand
{
    private ConsortiumCommand()
    {
    }

    /// <summary>The whole consortium.json, already validated.</summary>
    public sealed record Replace(ConsortiumFile File, string By) : ConsortiumCommand;

    /// <summary>An unknown key of the consortium's CA registers.</summary>
    public sealed record Join(Member Pending) : ConsortiumCommand;

    /// <summary>An administrator stops what is in scope.</summary>
    public sealed record Stop(Principal By, StopScope Scope, string? Subject, string Why) : ConsortiumCommand;

    /// <summary>An administrator lifts a stop.</summary>
    public sealed record Resume(Principal By, StopScope Scope, string? Subject, string Why) : ConsortiumCommand;
}

/// <summary>What happened with the consortium.</summary>
public abstract record ConsortiumEvent
{
    private ConsortiumEvent()
    {
    }

    public required DateTimeOffset At { get; init; }

    /// <summary>Name or visibility changed.</summary>
    public sealed record Named(string Name, Visibility Visibility, string By) : ConsortiumEvent;

    /// <summary>A member is new or different.</summary>
    public sealed record MemberSet(Member Member, string By) : ConsortiumEvent;

    public sealed record MemberRemoved(string Id, string By) : ConsortiumEvent;

    public sealed record Stopped(Stop Stop, Principal By) : ConsortiumEvent;

    public sealed record Resumed(Stop Stop, Principal By, string Why) : ConsortiumEvent;
}
