namespace Orleans.Embedded.State;

internal enum StateOperationKind
{
    Read,
    Write,
    Clear,
}
