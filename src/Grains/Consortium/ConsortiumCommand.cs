using Dots.Addressing;
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
    public sealed record Join(Member Pending, string? From) : ConsortiumCommand;

    /// <summary>An administrator stops what is in scope.</summary>
    public sealed record Stop(Principal By, StopScope Scope, string? Subject, string Why) : ConsortiumCommand;

    /// <summary>An administrator lifts a stop.</summary>
    public sealed record Resume(Principal By, StopScope Scope, string? Subject, string Why) : ConsortiumCommand;

    public sealed record Approve(Principal By, string Member, Approval Approval, string Why) : ConsortiumCommand;

    public sealed record Suspend(Principal By, string Member, string Why) : ConsortiumCommand;

    /// <summary>A member's claim to a zone is granted or refused.</summary>
    public sealed record DecideClaim(Principal By, string Member, Prefix Zone, bool Granted, string Why) : ConsortiumCommand;

    /// <summary>A one-time token is handed out.</summary>
    public sealed record Mint(Principal By, EnrolmentToken Token, string Why) : ConsortiumCommand;

    /// <summary>Somebody with a token brings a key.</summary>
    /// <param name="TokenHash">SHA-256 of the token, 64 hex digits.</param>
    public sealed record Enrol(string TokenHash, string Key, string? From) : ConsortiumCommand;

    /// <summary>A key is a member's no longer.</summary>
    public sealed record RemoveKey(Principal By, string Member, string Key, string Why) : ConsortiumCommand;

    /// <summary>Members came with certificates that were accepted.</summary>
    public sealed record Show(System.Collections.Immutable.ImmutableArray<KnownCertificate> Certificates) : ConsortiumCommand;

    /// <summary>The CRL in use says something else of known certificates than before; each with its new standing.</summary>
    public sealed record Revoke(System.Collections.Immutable.ImmutableArray<KnownCertificate> Changed) : ConsortiumCommand;
}

/// <summary>What happened with the consortium.</summary>
public abstract record ConsortiumEvent
{
    private ConsortiumEvent()
    {
    }

    public required DateTimeOffset At { get; init; }

    /// <summary>Name or visibility changed.</summary>
    public sealed record Named(string Name, Visibility Visibility, Origin Origin) : ConsortiumEvent;

    /// <summary>A member is new or different.</summary>
    /// <param name="ByFile">Whether consortium.json says so; what is said beside it stands until the file says something else of that member.</param>
    public sealed record MemberSet(Member Member, Origin Origin, bool ByFile) : ConsortiumEvent;

    public sealed record MemberRemoved(string Id, Origin Origin) : ConsortiumEvent;

    public sealed record Stopped(Stop Stop, Origin Origin) : ConsortiumEvent;

    public sealed record Resumed(Stop Stop, Origin Origin) : ConsortiumEvent;

    public sealed record ClaimRefused(Claim Claim, Origin Origin) : ConsortiumEvent;

    public sealed record TokenMinted(EnrolmentToken Token, Origin Origin) : ConsortiumEvent;

    public sealed record KeyEnrolled(EnrolmentToken Token, string Key, Origin Origin) : ConsortiumEvent;

    public sealed record KeyRemoved(string Member, string Key, Origin Origin) : ConsortiumEvent;

    /// <param name="Forgotten">The one that gave way to it, when there were too many.</param>
    public sealed record CertificateShown(string Member, KnownCertificate Certificate, KnownCertificate? Forgotten) : ConsortiumEvent;

    /// <summary>A certificate was revoked.</summary>
    /// <param name="Suspends">Whether its member has no key left that counts.</param>
    public sealed record CertificateRevoked(string? Member, KnownCertificate Certificate, bool Suspends) : ConsortiumEvent;

    /// <summary>The CRL revokes it no longer.</summary>
    public sealed record CertificateRestored(string? Member, KnownCertificate Certificate) : ConsortiumEvent;
}
