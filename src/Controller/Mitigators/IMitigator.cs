namespace Controller.Mitigators;

/// <summary>
/// What puts filters in place and takes them out: a device, a script, a simulated data plane. Calls for one engagement never overlap;
/// calls for different ones may. A call that throws or outlasts its token counts as failed, and is repeated with growing pauses;
/// before an apply is repeated, <see cref="Status"/> is asked.
/// </summary>
public interface IMitigator
{
    /// <summary>Puts the order's terms in place, instead of those of an earlier revision of the same engagement.</summary>
    Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation);

    /// <summary>Takes out whatever is in place for the engagement. Right as well when nothing is.</summary>
    Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation);

    /// <summary>Says what is in place for the engagement at this revision, and what it counted since it was put there.</summary>
    Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation);
}

/// <summary>The mitigator could not be asked, or answered nonsense. The message names the cause for an operator.</summary>
public sealed class MitigatorException(string message, Exception? inner = null) : Exception(message, inner);
