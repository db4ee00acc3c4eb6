namespace Controller.Orders;

/// <summary>
/// How many calls the mitigator gets at once: a thousand orders that end in one moment must not become a thousand processes. Withdrawals have lanes of
/// their own, so that they never wait behind filters that hang on their way in.
/// </summary>
internal sealed class MitigatorLanes
{
    public const int AtOnce = 16;

    private readonly SemaphoreSlim _out = new(AtOnce, AtOnce), _others = new(AtOnce, AtOnce);

    public SemaphoreSlim Of(OrderEffect? effect) => effect is OrderEffect.TakeOut ? _out : _others;
}
