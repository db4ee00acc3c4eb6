namespace Orleans;

/// <summary>Base of interfaces that objects outside grains implement to be called by grains.</summary>
public interface IGrainObserver : IAddressable;
