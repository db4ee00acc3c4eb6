namespace Controller.Orders;

/// <summary>One call to the mitigator under way.</summary>
/// <param name="Effect">What it is for; null: reading counters.</param>
internal sealed record MitigatorCall(OrderEffect? Effect, CancellationTokenSource Stop)
{
    public string Action => Effect switch
    {
        OrderEffect.Apply => "apply",
        OrderEffect.TakeOut => "withdraw",
        _ => "status",
    };

    /// <summary>Reading counters goes on beside nothing else; any other call must still be the one that is wanted.</summary>
    public void CancelUnless(OrderEffect? wanted)
    {
        if (Effect != wanted && (wanted is not null || Effect is not null))
            Stop.Cancel();
    }
}
