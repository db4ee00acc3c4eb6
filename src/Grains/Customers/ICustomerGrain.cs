using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Planning;
using Orleans.Concurrency;

namespace Grains.Customers;

/// <summary>
/// A member as one that may be protected: zones, aliases, what it has active. Decides overlap, by reservation, in its turn. Key: member id.
/// </summary>
[Alias("customer")]
public interface ICustomerGrain : IGrainWithStringKey
{
    /// <summary>Replaces the registration. Durable when this returns.</summary>
    [Alias("register")]
    Task<Refused?> Register(Principal by, RegistrationRecord registration);

    /// <summary>
    /// Ends what the member has active, each of it durably, and forgets its registration. Durable when this returns without refusal; after a refusal or a
    /// crash it is asked again and goes on with what is left.
    /// </summary>
    [Alias("cancel")]
    Task<CancelAnswer> Cancel(Principal by, string? reasons);

    /// <summary>The registration in force; null: none yet.</summary>
    [Alias("registration"), AlwaysInterleave]
    Task<RegistrationRecord?> Registration();

    /// <summary>
    /// Asks for help. Checks that the target is the member's, not wider than allowed, inside the registration and not another member's active one;
    /// durable when this returns without refusal.
    /// </summary>
    [Alias("ask")]
    Task<MitigationAnswer> Ask(Principal by, string alert, HelpRequest request, DateTimeOffset date, string hash);

    /// <summary>What <see cref="Ask"/> would plan: the same checks but for overlap, nobody is asked, nothing is stored.</summary>
    [Alias("try")]
    Task<TryAnswer> Try(Principal by, string alert, HelpRequest request);

    /// <summary>Ends what was accepted under this alert id.</summary>
    [Alias("withdraw")]
    Task<MitigationAnswer> Withdraw(Principal by, string alert);

    /// <summary>How the member fares under what was accepted under this alert id.</summary>
    [Alias("efficacy")]
    Task<MitigationAnswer> Efficacy(Principal by, string alert, EfficacyReport report);

    /// <summary>The member has seen the final status.</summary>
    [Alias("acknowledge")]
    Task<Refused?> Acknowledge(Principal by, string alert);

    /// <summary>Reserves targets inside this member's zones for another member's mitigation; a refusal names the conflict.</summary>
    [Alias("reserve")]
    Task<Refused?> Reserve(string mitigation, ImmutableArray<Prefix> targets);

    /// <summary>What was reserved is stored, with exactly these targets. May be lost: then the reservation is looked into before it refuses anybody.</summary>
    [Alias("confirm"), OneWay]
    Task Confirm(string mitigation, ImmutableArray<Prefix> targets);

    /// <summary>Gives a reservation back.</summary>
    [Alias("release"), OneWay]
    Task Release(string mitigation);

    /// <summary>A newer status, to be pushed to the member and kept for its next heartbeat. May be lost; the next one carries all.</summary>
    [Alias("publish"), OneWay]
    Task Publish(MitigationStatus status);

    /// <summary>A heartbeat came: what has changed since the last one, for members that cannot be called.</summary>
    [Alias("beat")]
    Task<ImmutableArray<MitigationStatus>> Beat(Principal by);
}

/// <summary>A plan that is not carried out, or why there is none; exactly one is set.</summary>
[GenerateSerializer, Immutable, Alias("try-answer")]
public sealed record TryAnswer([property: Id(0)] PlanOutcome? Plan, [property: Id(1)] Refused? Refused);

/// <summary>What a cancelling did.</summary>
/// <param name="Withdrawn">Mitigations that ran and were withdrawn by this call.</param>
/// <param name="Refused">Why it is not done, or not to its end; null: it is.</param>
[GenerateSerializer, Immutable, Alias("cancel-answer")]
public sealed record CancelAnswer([property: Id(0)] int Withdrawn, [property: Id(1)] Refused? Refused);
