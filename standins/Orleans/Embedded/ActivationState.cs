namespace Orleans.Embedded;

internal enum ActivationState
{
    Creating,
    Activating,
    Valid,
    Deactivating,
    Ended,
}
