namespace Orleans.Embedded.State;

/// <summary>State that is read before OnActivateAsync.</summary>
internal interface IReadBeforeActivation
{
    Task Read();
}
